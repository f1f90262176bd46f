CREATE OR REPLACE FUNCTION settlement.contract_version_json(p_tenant_id uuid, p_plan_id uuid) RETURNS jsonb
LANGUAGE sql STABLE
AS $contract_version_json$
  SELECT coalesce(jsonb_agg(to_jsonb(v)), '[]') FROM settlement.list_contract_version(p_tenant_id, p_plan_id) AS v
$contract_version_json$;
COMMENT ON FUNCTION settlement.contract_version_json(uuid, uuid) IS 'All versions of a contract in one value, so that it can be kept while they change.';
REVOKE ALL ON FUNCTION settlement.contract_version_json(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.contract_version_json(uuid, uuid) TO mg_batch_owner;
