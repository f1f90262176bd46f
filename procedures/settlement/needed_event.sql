CREATE OR REPLACE FUNCTION settlement.needed_event(p_tenant_id uuid, p_through date) RETURNS TABLE (payment_event_id uuid)
LANGUAGE sql STABLE ROWS 1000
AS $needed_event$
  -- A capture and all that takes it back stay together: a later one of them, or a later statement that holds one, keeps all.
  WITH root AS MATERIALIZED (
    SELECT e.original_event_id AS event_id
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = p_tenant_id AND e.settlement_day > p_through AND e.original_event_id IS NOT NULL AND e.original_day <= p_through
    UNION
    SELECT coalesce(e.original_event_id, e.payment_event_id)
    FROM settlement.statement AS s
    JOIN settlement.line AS l ON l.tenant_id = s.tenant_id AND l.statement_id = s.statement_id AND l.settlement_day BETWEEN s.period_start AND p_through
    JOIN commerce.payment_event AS e ON e.tenant_id = l.tenant_id AND e.settlement_day = l.settlement_day AND e.payment_event_id = l.payment_event_id
    WHERE s.tenant_id = p_tenant_id AND s.period_start <= p_through AND s.period_end > p_through
    UNION
    SELECT c.capture_event_id FROM settlement.chargeback_case AS c WHERE c.tenant_id = p_tenant_id AND c.capture_day <= p_through
  )
  SELECT e.payment_event_id
  FROM commerce.payment_event AS e
  WHERE e.tenant_id = p_tenant_id AND e.settlement_day <= p_through AND coalesce(e.original_event_id, e.payment_event_id) IN (SELECT r.event_id FROM root AS r)
$needed_event$;
COMMENT ON FUNCTION settlement.needed_event(uuid, date) IS 'The events of a tenant through a day that later records need: captures that are returned later or were disputed, with their returns, and what a statement that ends later holds.';
REVOKE ALL ON FUNCTION settlement.needed_event(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.needed_event(uuid, date) TO mg_batch_owner;
