CREATE OR REPLACE FUNCTION settlement.verify_chargeback(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_chargeback$
  WITH dispute AS MATERIALIZED (
    SELECT c.*, coalesce(d.disposed_on, '-infinity') AS disposed_on
    FROM settlement.chargeback_case AS c
    LEFT JOIN settlement.disposed_through AS d ON d.tenant_id = c.tenant_id
    WHERE c.tenant_id = ANY (p_tenants)
  ), stepped AS (
    SELECT s.tenant_id, s.chargeback_case_id, sum(s.held_change_minor) AS held, sum(s.restored_minor) AS restored, count(*) AS steps,
      max(s.step_number) AS last_number, (array_agg(s.status ORDER BY s.step_number DESC))[1] AS status
    FROM settlement.chargeback_step AS s
    WHERE s.tenant_id = ANY (p_tenants)
    GROUP BY s.tenant_id, s.chargeback_case_id
  ), payment AS (
    SELECT d.tenant_id, d.chargeback_case_id, o.amount_minor AS captured, o.platform_discount_minor AS discount, o.kind, o.is_reversal, o.ref, o.schedule_code,
      coalesce((SELECT sum(CASE WHEN r.is_reversal THEN -r.amount_minor ELSE r.amount_minor END) FROM commerce.payment_event AS r
        WHERE r.tenant_id = d.tenant_id AND r.original_event_id = d.capture_event_id AND r.kind <> 'capture'), 0) AS returned
    FROM dispute AS d
    LEFT JOIN commerce.payment_event AS o ON o.tenant_id = d.tenant_id AND o.settlement_day = d.capture_day AND o.payment_event_id = d.capture_event_id
  )
  SELECT d.tenant_id, f.check_name, format('case %s of payment %s', d.gateway_ref, d.capture_ref), f.finding
  FROM dispute AS d
  JOIN payment AS p ON p.tenant_id = d.tenant_id AND p.chargeback_case_id = d.chargeback_case_id
  LEFT JOIN stepped AS s ON s.tenant_id = d.tenant_id AND s.chargeback_case_id = d.chargeback_case_id
  LEFT JOIN commerce.payment_event AS b ON b.tenant_id = d.tenant_id AND b.settlement_day = d.chargeback_day AND b.payment_event_id = d.chargeback_event_id
  CROSS JOIN LATERAL (VALUES
    -- What was disposed of in time is not missed, but an open dispute keeps its payment.
    ('chargeback_payment', p.kind IS DISTINCT FROM 'capture' AND (d.status = 'open' OR d.capture_day > d.disposed_on OR p.kind IS NOT NULL)
        OR p.is_reversal OR p.ref <> d.capture_ref OR p.schedule_code <> d.schedule_code,
      format('its payment on %s is not the capture it names', d.capture_day)),
    ('chargeback_above_capture', d.held_minor + p.returned > p.captured OR d.amount_minor > p.captured,
      format('held %s and returned %s, the payment is only %s', d.held_minor, p.returned, p.captured)),
    ('chargeback_history', s.status IS DISTINCT FROM d.status OR s.last_number <> s.steps, format('it is %s, its history says %s', d.status, coalesce(s.status, 'nothing'))),
    ('chargeback_history', s.held <> d.held_minor OR s.restored <> d.restored_minor,
      format('held %s and restored %s, its history says %s and %s', d.held_minor, d.restored_minor, s.held, s.restored)),
    ('chargeback_event', d.chargeback_event_id IS NOT NULL AND (b.tenant_id IS NULL AND d.chargeback_day > d.disposed_on
        OR b.kind <> 'chargeback' OR b.is_reversal OR b.original_event_id <> d.capture_event_id),
      format('its chargeback on %s is not there, or of another payment', d.chargeback_day)),
    ('chargeback_event', d.restored_minor > 0 AND d.restored_minor NOT BETWEEN b.amount_minor AND b.amount_minor + p.discount,
      format('restored %s of a chargeback of %s', d.restored_minor, b.amount_minor))) AS f (check_name, is_bad, finding)
  WHERE f.is_bad
  UNION ALL
  SELECT s.tenant_id, 'chargeback_adjustment', format('step %s of case %s', s.step_number, d.gateway_ref),
    CASE WHEN a.tenant_id IS NULL THEN 'its adjustment is not there'
      ELSE format('its adjustment is %s on schedule "%s", it says %s on "%s"', a.amount_minor, a.schedule_code, s.restored_minor - s.held_change_minor, d.schedule_code) END
  FROM settlement.chargeback_step AS s
  JOIN dispute AS d ON d.tenant_id = s.tenant_id AND d.chargeback_case_id = s.chargeback_case_id
  LEFT JOIN settlement.adjustment AS a ON a.tenant_id = s.tenant_id AND a.adjustment_id = s.adjustment_id
  WHERE s.adjustment_id IS NOT NULL
    AND (a.tenant_id IS NOT NULL OR s.stepped_on > d.disposed_on)
    AND (a.tenant_id IS NULL OR (a.amount_minor, a.schedule_code) IS DISTINCT FROM (s.restored_minor - s.held_change_minor, d.schedule_code))
  UNION ALL
  SELECT a.tenant_id, 'chargeback_adjustment', format('adjustment %s', a.request_key), format('%s of it belongs to no step of a case', a.amount_minor)
  FROM settlement.adjustment AS a
  LEFT JOIN settlement.chargeback_step AS s ON s.tenant_id = a.tenant_id AND a.request_key = format('chargeback:%s:%s', s.chargeback_case_id, s.step_number)
  WHERE a.tenant_id = ANY (p_tenants) AND a.request_key ~ '^chargeback:[0-9a-f-]{36}:' AND s.adjustment_id IS DISTINCT FROM a.adjustment_id
$verify_chargeback$;
COMMENT ON FUNCTION settlement.verify_chargeback(uuid[]) IS 'Chargeback cases of tenants that contradict their payments, steps or adjustments: a payment taken twice, a hold that no adjustment carried, a state that no step led to, a lost case without its chargeback.';
REVOKE ALL ON FUNCTION settlement.verify_chargeback(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_chargeback(uuid[]) TO mg_batch_owner;
