CREATE OR REPLACE FUNCTION settlement.returned_amount(p_tenant_id uuid, p_capture_day date, p_capture_event_id uuid) RETURNS bigint
LANGUAGE sql STABLE
AS $returned_amount$
  SELECT coalesce(sum(CASE WHEN e.is_reversal THEN -e.amount_minor ELSE e.amount_minor END), 0)::bigint
  FROM commerce.payment_event AS e
  WHERE e.tenant_id = p_tenant_id AND e.original_event_id = p_capture_event_id AND e.settlement_day >= p_capture_day AND e.kind <> 'capture'
$returned_amount$;
COMMENT ON FUNCTION settlement.returned_amount(uuid, date, uuid) IS 'How much of a capture was taken back by refunds and chargebacks, what undone imports took back less.';
REVOKE ALL ON FUNCTION settlement.returned_amount(uuid, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.returned_amount(uuid, date, uuid) TO mg_batch_owner;
