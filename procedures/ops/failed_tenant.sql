CREATE OR REPLACE FUNCTION ops.failed_tenant(p_run_id uuid)
RETURNS TABLE (tenant_key text, error_code text, error text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $failed_tenant$
  SELECT d.tenant_key, s.error_code, s.error
  FROM ops.job_step AS s
  JOIN tenancy.tenant_directory AS d ON d.tenant_id = ANY (s.tenant_ids)
  WHERE s.job_run_id = p_run_id AND s.status = 'failed'
  ORDER BY d.tenant_key COLLATE "C"
$failed_tenant$;
COMMENT ON FUNCTION ops.failed_tenant(uuid) IS 'The tenants that a run could not do, with the reason.';
ALTER FUNCTION ops.failed_tenant(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.failed_tenant(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.failed_tenant(uuid) TO mg_batch, mg_auditor;
