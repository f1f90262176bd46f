CREATE OR REPLACE FUNCTION settlement.report_statement(p_from date, p_through date, p_tenant_key text DEFAULT NULL)
RETURNS SETOF settlement.statement_report
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $report_statement$
  SELECT r.*
  FROM settlement.statement_report AS r
  WHERE r.period_end BETWEEN p_from AND p_through AND r.status <> 'void'
    AND (p_tenant_key IS NULL OR r.tenant_id = (SELECT d.tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = p_tenant_key))
  ORDER BY r.tenant_key COLLATE "C", r.period_end, r.schedule_code COLLATE "C"
$report_statement$;
COMMENT ON FUNCTION settlement.report_statement(date, date, text) IS 'The statements, of all tenants or of one, whose period ends between two days: tenants in byte order of key, then by period.';
ALTER FUNCTION settlement.report_statement(date, date, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.report_statement(date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.report_statement(date, date, text) TO mg_batch, mg_auditor;
