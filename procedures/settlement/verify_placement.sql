CREATE OR REPLACE FUNCTION settlement.verify_placement(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_placement$
  SELECT l.tenant_id, 'line_placement', format('line %s on %s', l.payment_event_id, l.settlement_day),
    CASE WHEN s.statement_id IS NULL THEN format('its statement %s does not exist', l.statement_id)
      WHEN s.status = 'void' THEN format('its statement %s is void', l.statement_id)
      ELSE format('its statement is of %s to %s', s.period_start, s.period_end) END
  FROM settlement.line AS l
  LEFT JOIN settlement.statement AS s ON s.tenant_id = l.tenant_id AND s.statement_id = l.statement_id
  WHERE l.tenant_id = ANY (p_tenants)
    AND (s.statement_id IS NULL OR s.status = 'void' OR l.settlement_day NOT BETWEEN s.period_start AND s.period_end)
  UNION ALL
  SELECT t.tenant_id, 'line_twice', format('line %s', t.payment_event_id), format('the event is settled %s times', t.times)
  FROM (
    SELECT l.tenant_id, l.payment_event_id, count(*) AS times
    FROM settlement.line AS l
    WHERE l.tenant_id = ANY (p_tenants)
    GROUP BY l.tenant_id, l.payment_event_id
    HAVING count(*) > 1
  ) AS t
$verify_placement$;
COMMENT ON FUNCTION settlement.verify_placement(uuid[]) IS 'Lines of tenants that stand in no statement, in a void one, in one of another period, or twice.';
REVOKE ALL ON FUNCTION settlement.verify_placement(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_placement(uuid[]) TO mg_batch_owner;
