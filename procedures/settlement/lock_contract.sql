CREATE OR REPLACE FUNCTION settlement.lock_contract(p_tenant_id uuid, p_plan_id uuid) RETURNS void
LANGUAGE plpgsql
AS $lock_contract$
BEGIN
  -- Not FOR UPDATE: recording payments refers to the tenant and must not wait.
  PERFORM FROM tenancy.tenant AS t WHERE t.tenant_id = p_tenant_id FOR NO KEY UPDATE;
  PERFORM FROM pricing.pricing_plan AS p WHERE p.pricing_plan_id = p_plan_id FOR NO KEY UPDATE;
END
$lock_contract$;
COMMENT ON FUNCTION settlement.lock_contract(uuid, uuid) IS 'Two changes of one contract go one after the other.';
REVOKE ALL ON FUNCTION settlement.lock_contract(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.lock_contract(uuid, uuid) TO mg_batch_owner;
