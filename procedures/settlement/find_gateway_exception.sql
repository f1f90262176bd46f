CREATE OR REPLACE FUNCTION settlement.find_gateway_exception(p_tenants uuid[], p_as_of date)
RETURNS TABLE (tenant_id uuid, kind text, side text, subject_id uuid, settlement_day date, amount_minor bigint, currency text, finding text)
LANGUAGE sql STABLE ROWS 1000
AS $find_gateway_exception$
  SELECT r.tenant_id, CASE WHEN NOT k.is_known THEN 'extra' WHEN k.is_twin AND r.matched_minor = 0 THEN 'duplicate' ELSE 'amount_differs' END,
    'row', r.gateway_row_id, NULL::date, r.open_minor, r.currency,
    CASE WHEN r.tenant_id IS NULL THEN format('%s %s of %s names no payment of one tenant', r.gateway_code, r.row_ref, r.sold_on)
      WHEN NOT k.is_known THEN format('%s %s of %s has no event', r.gateway_code, r.row_ref, r.sold_on)
      WHEN k.is_twin AND r.matched_minor = 0 THEN format('%s %s of %s: another row settled the same payment', r.gateway_code, r.row_ref, r.sold_on)
      ELSE format('%s %s of %s says %s, events come to %s', r.gateway_code, r.row_ref, r.sold_on, r.amount_minor, r.matched_minor) END
  FROM settlement.open_gateway_row(p_tenants) AS r
  CROSS JOIN LATERAL (SELECT
    r.matched_minor <> 0 OR EXISTS (SELECT FROM settlement.gateway_ref AS g JOIN commerce.payment_ref AS p ON p.tenant_id = r.tenant_id AND p.ref = g.ref
      WHERE g.gateway_row_id = r.gateway_row_id) AS is_known,
    EXISTS (SELECT FROM settlement.gateway_ref AS g
      JOIN commerce.payment_ref AS p ON p.tenant_id = r.tenant_id AND p.ref = g.ref
      JOIN commerce.payment_event AS e ON e.tenant_id = p.tenant_id AND e.settlement_day = p.settlement_day AND e.payment_event_id = p.payment_event_id
      CROSS JOIN LATERAL (SELECT coalesce(e.original_event_id, e.payment_event_id) AS event_id
        UNION ALL
        SELECT n.payment_event_id FROM commerce.payment_event AS n
        WHERE n.tenant_id = e.tenant_id AND n.original_event_id = coalesce(e.original_event_id, e.payment_event_id)) AS f
      JOIN settlement.gateway_match AS m ON m.tenant_id = r.tenant_id AND m.payment_event_id = f.event_id AND m.gateway_row_id <> r.gateway_row_id
      JOIN settlement.gateway_row AS t ON t.gateway_row_id = m.gateway_row_id
      WHERE g.gateway_row_id = r.gateway_row_id AND t.amount_minor = r.amount_minor) AS is_twin) AS k
  UNION ALL
  SELECT e.tenant_id, CASE WHEN e.matched_minor = 0 THEN 'missing' ELSE 'amount_differs' END, 'event', e.payment_event_id, e.settlement_day, e.open_minor, e.currency,
    CASE WHEN e.matched_minor = 0 THEN format('%s of %s: the gateway says nothing of it', e.ref, e.business_day)
      ELSE format('%s of %s is %s, the gateway''s rows come to %s', e.ref, e.business_day, e.amount_minor, e.matched_minor) END
  FROM settlement.open_gateway_event(p_tenants) AS e
  WHERE p_as_of > e.business_day + (SELECT coalesce(max(w.missing_after_days), 0) FROM settlement.gateway AS w)
  UNION ALL
  SELECT r.tenant_id, 'late', 'row', r.gateway_row_id, NULL, r.amount_minor, r.currency,
    format('%s %s of %s is to be paid out on %s only', r.gateway_code, r.row_ref, r.sold_on, r.paid_out_on)
  FROM settlement.gateway_row AS r
  JOIN settlement.gateway AS w ON w.gateway_code = r.gateway_code
  WHERE r.tenant_id = ANY (p_tenants) AND r.undone_at IS NULL AND r.posted_at IS NULL AND r.paid_out_on > p_as_of AND p_as_of > r.sold_on + w.late_after_days
    AND EXISTS (SELECT FROM settlement.gateway_match AS m WHERE m.tenant_id = r.tenant_id AND m.gateway_row_id = r.gateway_row_id)
  UNION ALL
  SELECT f.tenant_id, 'fee_differs', 'row', f.match_group_id, NULL, f.margin_minor, f.currency,
    format('the gateway charges %s, the lines %s', f.gateway_minor, f.charged_minor)
  FROM settlement.gateway_fee(p_tenants, true) AS f
  WHERE f.margin_minor <> 0
$find_gateway_exception$;
COMMENT ON FUNCTION settlement.find_gateway_exception(uuid[], date) IS 'What fee, VAT, cancel and timing do not explain of tenants'' gateway rows and events as of a day.';
REVOKE ALL ON FUNCTION settlement.find_gateway_exception(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_gateway_exception(uuid[], date) TO mg_batch_owner;
