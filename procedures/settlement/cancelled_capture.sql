CREATE OR REPLACE FUNCTION settlement.cancelled_capture(p_tenants uuid[], p_starts date[], p_ends date[])
RETURNS TABLE (tenant_id uuid, payment_event_id uuid)
LANGUAGE sql STABLE ROWS 10
AS $cancelled_capture$
  SELECT DISTINCT e.tenant_id, e.original_event_id
  FROM commerce.payment_event AS e
  WHERE e.tenant_id = ANY (p_tenants) AND e.original_event_id IS NOT NULL AND e.is_reversal AND e.kind = 'capture' AND e.original_day = e.settlement_day
    AND e.settlement_day BETWEEN (date_trunc('month', core.earliest_day(p_starts)::timestamp) - interval '1 month')::date AND core.latest_day(p_ends)
$cancelled_capture$;
COMMENT ON FUNCTION settlement.cancelled_capture(uuid[], date[], date[]) IS 'Captures taken back with a wrong import before their period closed: they bear no fee and count for no volume. From the month before the first day on, as far as volumes reach.';
REVOKE ALL ON FUNCTION settlement.cancelled_capture(uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.cancelled_capture(uuid[], date[], date[]) TO mg_batch_owner;
