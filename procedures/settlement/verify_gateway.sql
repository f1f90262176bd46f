CREATE OR REPLACE FUNCTION settlement.verify_gateway(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_gateway$
  SELECT m.tenant_id, 'gateway_over_matched', format('gateway row %s', coalesce(r.row_ref, m.gateway_row_id::text)),
    CASE WHEN r.gateway_row_id IS NULL OR r.undone_at IS NOT NULL OR r.tenant_id IS DISTINCT FROM m.tenant_id THEN 'it is linked with events, but no row of this tenant'
      ELSE format('its links come to %s, it is %s', m.matched, r.amount_minor) END
  FROM (SELECT n.tenant_id, n.gateway_row_id, sum(n.matched_minor) AS matched, sum(abs(n.matched_minor)) AS size
    FROM settlement.gateway_match AS n WHERE n.tenant_id = ANY (p_tenants) GROUP BY n.tenant_id, n.gateway_row_id) AS m
  LEFT JOIN settlement.gateway_row AS r ON r.gateway_row_id = m.gateway_row_id
  WHERE r.gateway_row_id IS NULL OR r.undone_at IS NOT NULL OR r.tenant_id IS DISTINCT FROM m.tenant_id
    OR m.size > abs(r.amount_minor) OR sign(m.matched) <> sign(r.amount_minor)
  UNION ALL
  SELECT m.tenant_id, 'gateway_over_matched', format('event %s', coalesce(e.ref, m.payment_event_id::text)),
    CASE WHEN e.payment_event_id IS NULL THEN 'it is linked with a gateway row, but no event' ELSE format('its links come to %s, it is %s %s', m.matched, e.kind, e.amount_minor) END
  FROM (SELECT n.tenant_id, n.settlement_day, n.payment_event_id, sum(n.matched_minor) AS matched, sum(abs(n.matched_minor)) AS size
    FROM settlement.gateway_match AS n WHERE n.tenant_id = ANY (p_tenants) GROUP BY n.tenant_id, n.settlement_day, n.payment_event_id) AS m
  LEFT JOIN commerce.payment_event AS e ON e.tenant_id = m.tenant_id AND e.settlement_day = m.settlement_day AND e.payment_event_id = m.payment_event_id
  WHERE (e.payment_event_id IS NULL OR m.size > e.amount_minor OR sign(m.matched) <> CASE e.kind WHEN 'capture' THEN 1 ELSE -1 END)
    -- A link stays when the event it names was disposed of, so that the gateway's row isn't open again.
    AND NOT (e.payment_event_id IS NULL
      AND EXISTS (SELECT FROM settlement.disposed_through AS d WHERE d.tenant_id = m.tenant_id AND m.settlement_day <= d.disposed_on))
$verify_gateway$;
COMMENT ON FUNCTION settlement.verify_gateway(uuid[]) IS 'Checks the links between a gateway''s rows and events of tenants: none is linked for more than it is, or with what is not there.';
REVOKE ALL ON FUNCTION settlement.verify_gateway(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_gateway(uuid[]) TO mg_batch_owner;
