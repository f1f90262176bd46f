CREATE OR REPLACE FUNCTION settlement.settled_span(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS TABLE (tenant_id uuid, schedule_code text, from_day date, through_day date, starts date[], statements uuid[])
LANGUAGE sql IMMUTABLE ROWS 1000
AS $settled_span$
  SELECT p.tenant_id, p.schedule_code, min(p.first_day), max(p.last_day),
    array_agg(p.first_day ORDER BY p.first_day), array_agg(p.statement_id ORDER BY p.first_day)
  FROM unnest(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS p (tenant_id, schedule_code, statement_id, first_day, last_day)
  GROUP BY p.tenant_id, p.schedule_code
$settled_span$;
COMMENT ON FUNCTION settlement.settled_span(uuid[], text[], uuid[], date[], date[]) IS 'Consecutive periods as one span a tenant and schedule; a day''s statement is statements[width_bucket(day, starts)].';
REVOKE ALL ON FUNCTION settlement.settled_span(uuid[], text[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.settled_span(uuid[], text[], uuid[], date[], date[]) TO mg_batch_owner;
