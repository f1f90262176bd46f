CREATE OR REPLACE FUNCTION settlement.needed_statement(p_tenant_id uuid, p_through date, p_events uuid[]) RETURNS TABLE (statement_id uuid)
LANGUAGE sql STABLE ROWS 100
AS $needed_statement$
  SELECT s.statement_id FROM settlement.statement AS s
  WHERE s.tenant_id = p_tenant_id AND s.period_end <= p_through
    AND (s.paid_on > p_through OR s.holdback_release_on > p_through
      -- The latest one carries on.
      OR (s.status <> 'void' AND NOT EXISTS (SELECT FROM settlement.statement AS n WHERE n.tenant_id = s.tenant_id AND n.schedule_code = s.schedule_code
        AND n.status <> 'void' AND n.period_end > s.period_end AND n.period_end <= p_through)))
  UNION
  SELECT l.statement_id FROM settlement.line AS l
  WHERE l.tenant_id = p_tenant_id AND l.settlement_day <= p_through AND l.payment_event_id = ANY (p_events)
  UNION
  SELECT r.id FROM settlement.referred_to(p_tenant_id, 'settlement.statement', 'statement_id') AS r
$needed_statement$;
COMMENT ON FUNCTION settlement.needed_statement(uuid, date, uuid[]) IS 'The statements of a tenant that later records need: the latest one''s carry through a day, holdbacks released and payouts made after it, lines of needed events, and whatever else refers to one.';
REVOKE ALL ON FUNCTION settlement.needed_statement(uuid, date, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.needed_statement(uuid, date, uuid[]) TO mg_batch_owner;
