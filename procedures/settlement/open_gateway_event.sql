CREATE OR REPLACE FUNCTION settlement.open_gateway_event(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, settlement_day date, payment_event_id uuid, family_id uuid, family_day date, ref text, business_day date, currency text,
  amount_minor bigint, matched_minor bigint, open_minor bigint)
LANGUAGE sql STABLE ROWS 10000
AS $open_gateway_event$
  SELECT e.tenant_id, e.settlement_day, e.payment_event_id, coalesce(e.original_event_id, e.payment_event_id), coalesce(e.original_day, e.settlement_day),
    e.ref, e.business_day, e.currency, v.signed, coalesce(m.matched, 0)::bigint, (v.signed - coalesce(m.matched, 0) - coalesce(x.cleared, 0))::bigint
  FROM commerce.payment_event AS e
  CROSS JOIN LATERAL (SELECT CASE e.kind WHEN 'capture' THEN e.amount_minor ELSE -e.amount_minor END AS signed) AS v
  LEFT JOIN (SELECT n.tenant_id, n.payment_event_id, sum(n.matched_minor) AS matched FROM settlement.gateway_match AS n
    WHERE n.tenant_id = ANY (p_tenants) GROUP BY n.tenant_id, n.payment_event_id) AS m ON m.tenant_id = e.tenant_id AND m.payment_event_id = e.payment_event_id
  LEFT JOIN (SELECT c.tenant_id, c.subject_id, sum(c.amount_minor) AS cleared FROM settlement.gateway_exception AS c
    WHERE c.tenant_id = ANY (p_tenants) AND c.side = 'event' AND c.resolution IN ('write_off', 'received') AND c.reversed_at IS NULL
    GROUP BY c.tenant_id, c.subject_id) AS x ON x.tenant_id = e.tenant_id AND x.subject_id = e.payment_event_id
  WHERE e.tenant_id = ANY (p_tenants) AND NOT e.is_reversal AND e.amount_minor > 0
    -- An import that was taken back left its events with their reversals: together nothing.
    AND NOT EXISTS (SELECT FROM commerce.import_file AS f WHERE f.import_file_id = e.import_file_id AND f.status = 'undone')
    AND v.signed <> coalesce(m.matched, 0) + coalesce(x.cleared, 0)
$open_gateway_event$;
COMMENT ON FUNCTION settlement.open_gateway_event(uuid[]) IS 'Events of tenants of which the gateway''s rows and resolving entries leave something open, signed as the event acts on what the gateway owes.';
REVOKE ALL ON FUNCTION settlement.open_gateway_event(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_gateway_event(uuid[]) TO mg_batch_owner;
