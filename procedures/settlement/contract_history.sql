CREATE OR REPLACE FUNCTION settlement.contract_history(p_tenant_key text, p_plan_key text DEFAULT NULL, p_on date DEFAULT NULL)
RETURNS TABLE (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, state text, content jsonb,
  recorded_at timestamptz, recorded_by text, acts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $contract_history$
  SELECT h.*
  FROM (SELECT CASE WHEN p_tenant_key IS NOT NULL THEN settlement.find_tenant(p_tenant_key) END AS tenant_id,
    CASE WHEN p_plan_key IS NOT NULL THEN pricing.find_plan(p_plan_key) END AS plan_id) AS o
  CROSS JOIN LATERAL pricing.version_history(o.tenant_id, o.plan_id, settlement.contract_version_json(o.tenant_id, o.plan_id),
    coalesce(p_on, current_date)) AS h
$contract_history$;
COMMENT ON FUNCTION settlement.contract_history(text, text, date) IS 'Every version, past and future, of the contract of a tenant or of a plan: prices, terms and schedules, with who asked, who approved, when and why.';
ALTER FUNCTION settlement.contract_history(text, text, date) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.contract_history(text, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.contract_history(text, text, date) TO mg_batch, mg_auditor;
