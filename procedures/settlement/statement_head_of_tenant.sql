CREATE OR REPLACE FUNCTION settlement.statement_head_of_tenant()
RETURNS TABLE (tenant_id uuid, statement_id uuid, statement_number text, version integer, status text, period_start date, period_end date,
               cycle text, currency text, schedule_code text, time_zone text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $statement_head_of_tenant$
  SELECT r.tenant_id, r.statement_id, r.statement_number, r.version, r.status, r.period_start, r.period_end, r.cycle, r.currency, r.schedule_code, r.time_zone
    FROM settlement.statement_report AS r
   WHERE r.tenant_id = core.tenant_id()
$statement_head_of_tenant$;
COMMENT ON FUNCTION settlement.statement_head_of_tenant() IS 'What a statement of the tenant in context is called and which days it covers, without a single amount: also for who is limited to a branch.';
REVOKE ALL ON FUNCTION settlement.statement_head_of_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.statement_head_of_tenant() TO mg_app;
