CREATE OR REPLACE FUNCTION settlement.returned_capture(p_tenant_id uuid, p_original_ref text, p_business_day date, p_amount_minor bigint)
RETURNS TABLE (settlement_day date, payment_event_id uuid, method text, channel text, category text, fault text[])
LANGUAGE sql VOLATILE ROWS 1
AS $returned_capture$
  SELECT c.settlement_day, c.payment_event_id, c.method, c.channel, c.category, CASE
      WHEN c.payment_event_id IS NULL THEN ARRAY['original_ref', format('its capture "%s" is not recorded', p_original_ref)]
      WHEN c.kind <> 'capture' THEN ARRAY['original_ref', format('original "%s" is a %s, not a capture', p_original_ref, c.kind)]
      WHEN p_business_day < c.business_day THEN ARRAY['occurred_at', format('its day %s is before its capture''s %s', p_business_day, c.business_day)]
      WHEN p_amount_minor = 0 AND c.amount_minor > 0 THEN ARRAY['amount', 'an amount of 0 returns only a capture of 0']
      WHEN c.amount_minor = 0 AND b.pieces > 0 THEN ARRAY['amount', format('capture "%s" of 0 is returned already', p_original_ref)]
      WHEN b.amount + p_amount_minor > c.amount_minor THEN ARRAY['amount', format('returns %s in all of capture "%s", which is %s (minor units)',
        b.amount + p_amount_minor, p_original_ref, c.amount_minor)]
    END
  FROM (SELECT) AS one
  LEFT JOIN commerce.payment_ref AS r ON r.tenant_id = p_tenant_id AND r.ref = p_original_ref
  LEFT JOIN commerce.payment_event AS c ON c.tenant_id = r.tenant_id AND c.settlement_day = r.settlement_day AND c.payment_event_id = r.payment_event_id
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(i.sign * p.amount_minor), 0) AS amount, coalesce(sum(i.sign), 0) AS pieces
    FROM commerce.payment_event AS p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.kind = 'capture' THEN 0 WHEN p.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    WHERE p.tenant_id = c.tenant_id AND p.original_event_id = c.payment_event_id AND p.settlement_day >= c.settlement_day) AS b ON true
$returned_capture$;
COMMENT ON FUNCTION settlement.returned_capture(uuid, text, date, bigint) IS 'The recorded capture that a refund or chargeback names, and why this one does not fit it, if so. The caller holds the capture''s reference.';
REVOKE ALL ON FUNCTION settlement.returned_capture(uuid, text, date, bigint) FROM PUBLIC;
