CREATE OR REPLACE FUNCTION settlement.chargeback_taken(p_tenant_id uuid, p_event_day date, p_event_id uuid) RETURNS bigint
LANGUAGE sql STABLE
AS $chargeback_taken$
  SELECT coalesce((
    SELECT e.amount_minor + coalesce(-l.discount_minor, div(c.platform_discount_minor::numeric * (b.returned + e.amount_minor), c.amount_minor)
      - div(c.platform_discount_minor::numeric * b.returned, c.amount_minor))::bigint
    FROM commerce.payment_event AS e
    -- An undone import's references are free again: what is registered stands.
    JOIN commerce.payment_ref AS r ON r.tenant_id = e.tenant_id AND r.ref = e.ref AND r.payment_event_id = e.payment_event_id
    JOIN commerce.payment_event AS c ON c.tenant_id = e.tenant_id AND c.settlement_day = e.original_day AND c.payment_event_id = e.original_event_id
    LEFT JOIN settlement.line AS l ON l.tenant_id = e.tenant_id AND l.settlement_day = e.settlement_day AND l.payment_event_id = e.payment_event_id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(CASE WHEN o.is_reversal THEN -o.amount_minor ELSE o.amount_minor END), 0) AS returned
      FROM commerce.payment_event AS o
      WHERE o.tenant_id = e.tenant_id AND o.original_event_id = e.original_event_id AND o.settlement_day >= e.original_day AND o.kind <> 'capture'
        AND (o.settlement_day, o.occurred_at, o.ref) < (e.settlement_day, e.occurred_at, e.ref)) AS b
    WHERE e.tenant_id = p_tenant_id AND e.settlement_day = p_event_day AND e.payment_event_id = p_event_id AND c.amount_minor > 0), 0)
$chargeback_taken$;
COMMENT ON FUNCTION settlement.chargeback_taken(uuid, date, uuid) IS 'What a chargeback takes from its tenant: its amount and the coupon taken back with it, as its line says once it is settled. Nothing if it does not stand any more.';
REVOKE ALL ON FUNCTION settlement.chargeback_taken(uuid, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.chargeback_taken(uuid, date, uuid) TO mg_batch_owner;
