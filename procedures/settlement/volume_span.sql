CREATE OR REPLACE FUNCTION settlement.volume_span(
  p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[], p_volume_tenants uuid[])
RETURNS TABLE (
  span_id bigint, tenant_id uuid, schedule_code text, from_day date, through_day date, starts date[], statements uuid[], single_statement uuid,
  month date, scan_from date)
LANGUAGE sql STABLE ROWS 1000
AS $volume_span$
  SELECT row_number() OVER (), s.tenant_id, s.schedule_code, s.from_day, s.through_day, s.starts, s.statements,
    CASE WHEN cardinality(s.statements) = 1 THEN s.statements[1] END, m.month,
    settlement.read_from(s.from_day, s.tenant_id = ANY (p_volume_tenants), c.volume_through)
  FROM settlement.settled_span(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS s
  CROSS JOIN LATERAL (SELECT date_trunc('month', s.from_day::timestamp)::date AS month) AS m
  LEFT JOIN settlement.tenant_clock AS c ON c.tenant_id = s.tenant_id AND c.schedule_code = s.schedule_code AND c.tenant_id = ANY (p_tenants)
$volume_span$;
COMMENT ON FUNCTION settlement.volume_span(uuid[], text[], uuid[], date[], date[], uuid[]) IS 'settlement.settled_span, numbered, with their month and the day from which on captures are read (settlement.read_from).';
REVOKE ALL ON FUNCTION settlement.volume_span(uuid[], text[], uuid[], date[], date[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.volume_span(uuid[], text[], uuid[], date[], date[], uuid[]) TO mg_batch_owner;
