CREATE OR REPLACE FUNCTION settlement.verify_event(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_event$
  SELECT e.tenant_id, 'event', format('event %s on %s', e.ref, e.settlement_day), f.finding
  FROM commerce.payment_event AS e
  JOIN tenancy.tenant AS n ON n.tenant_id = e.tenant_id
  CROSS JOIN LATERAL (SELECT (e.occurred_at AT TIME ZONE n.time_zone)::date AS day) AS b
  CROSS JOIN LATERAL (VALUES
    (e.business_day <> b.day, format('its business day is %s, its instant falls on %s', e.business_day, b.day)),
    (e.settlement_day < e.business_day, format('it is settled before its business day %s', e.business_day)),
    (e.currency <> n.currency, format('its currency is %s, the tenant''s %s', e.currency, n.currency))) AS f (is_bad, finding)
  WHERE e.tenant_id = ANY (p_tenants)
    AND (e.business_day <> b.day OR e.settlement_day < e.business_day OR e.currency <> n.currency) AND f.is_bad
  UNION ALL
  SELECT r.tenant_id, 'event_original', format('%s %s on %s', r.kind, r.ref, r.settlement_day),
    CASE WHEN c.tenant_id IS NULL THEN format('its capture %s is not there on %s', r.original_event_id, r.original_day)
      WHEN c.kind <> 'capture' OR c.is_reversal THEN format('its original %s is a %s', c.ref, c.kind)
      ELSE format('its day %s is before its capture''s %s', r.business_day, c.business_day) END
  FROM commerce.payment_event AS r
  LEFT JOIN commerce.payment_event AS c ON c.tenant_id = r.tenant_id AND c.settlement_day = r.original_day AND c.payment_event_id = r.original_event_id
  WHERE r.tenant_id = ANY (p_tenants) AND r.original_event_id IS NOT NULL
    AND (c.tenant_id IS NULL OR c.kind <> 'capture' OR c.is_reversal OR r.business_day < c.business_day)
  UNION ALL
  SELECT c.tenant_id, 'returns_above_capture', format('capture %s on %s', c.ref, c.settlement_day),
    format('%s of it are returned, it is only %s', r.amount, c.amount_minor)
  FROM (
    SELECT e.tenant_id, e.original_day, e.original_event_id, sum(CASE WHEN e.is_reversal THEN -e.amount_minor ELSE e.amount_minor END) AS amount
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND e.original_event_id IS NOT NULL AND e.kind <> 'capture'
    GROUP BY e.tenant_id, e.original_day, e.original_event_id
  ) AS r
  JOIN commerce.payment_event AS c ON c.tenant_id = r.tenant_id AND c.settlement_day = r.original_day AND c.payment_event_id = r.original_event_id
  WHERE r.amount > c.amount_minor OR r.amount < 0
$verify_event$;
COMMENT ON FUNCTION settlement.verify_event(uuid[]) IS 'Events of tenants that contradict themselves or their captures: day, currency, original, more returned than was captured.';
REVOKE ALL ON FUNCTION settlement.verify_event(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_event(uuid[]) TO mg_batch_owner;
