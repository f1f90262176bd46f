CREATE OR REPLACE FUNCTION settlement.verify_ref(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_ref$
  WITH event AS (
    -- Reversals have no reference of their own, and an undone import's are free again.
    SELECT e.tenant_id, e.ref, e.settlement_day, e.payment_event_id, e.branch_id, e.kind, e.occurred_at, e.currency, e.method, e.channel,
      e.category, e.amount_minor, e.platform_discount_minor, e.original_day, e.original_event_id,
      e.coupon_discount_minor, e.tax_free_minor, e.zero_rated_minor
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND NOT e.is_reversal
      AND NOT EXISTS (SELECT FROM commerce.import_file AS f WHERE f.import_file_id = e.import_file_id AND f.status = 'undone')
  ), compared AS (
    SELECT coalesce(e.tenant_id, p.tenant_id) AS tenant_id, coalesce(e.ref, p.ref) AS ref, e, p, e.tenant_id IS NULL AS is_without_event, p.tenant_id IS NULL AS is_without_ref
    FROM event AS e
    FULL JOIN (SELECT r.* FROM commerce.payment_ref AS r WHERE r.tenant_id = ANY (p_tenants)
      -- A reference stays taken when its event was disposed of, so that an old file can't be recorded again.
      AND NOT EXISTS (SELECT FROM settlement.disposed_through AS d WHERE d.tenant_id = r.tenant_id AND r.settlement_day <= d.disposed_on
        AND NOT EXISTS (SELECT FROM commerce.payment_event AS k WHERE k.tenant_id = r.tenant_id AND k.settlement_day = r.settlement_day
          AND k.payment_event_id = r.payment_event_id))) AS p ON p.tenant_id = e.tenant_id AND p.ref = e.ref
    WHERE e.tenant_id IS NULL OR p.tenant_id IS NULL OR e.payment_event_id <> p.payment_event_id OR e.settlement_day <> p.settlement_day
      OR p.content_hash <> commerce.event_hash(e.branch_id, e.kind, e.occurred_at, e.currency, e.method, e.channel, e.category, e.amount_minor,
        e.platform_discount_minor, '', e.coupon_discount_minor, e.tax_free_minor, e.zero_rated_minor)
  )
  SELECT x.tenant_id, 'payment_ref', format('reference %s', x.ref),
    CASE WHEN x.is_without_event THEN format('the registry knows it, but there is no such event on %s', (x.p).settlement_day)
      WHEN x.is_without_ref THEN format('the event of %s is not in the registry', (x.e).settlement_day)
      WHEN (x.p).payment_event_id <> (x.e).payment_event_id THEN format('registered for event %s, borne by %s', (x.p).payment_event_id, (x.e).payment_event_id)
      WHEN (x.p).settlement_day <> (x.e).settlement_day THEN format('registered on %s, the event is on %s', (x.p).settlement_day, (x.e).settlement_day)
      ELSE 'the event is not what was given when it was recorded: its content hash differs' END
  FROM compared AS x
  LEFT JOIN commerce.payment_event AS o ON o.tenant_id = (x.e).tenant_id AND o.settlement_day = (x.e).original_day AND o.payment_event_id = (x.e).original_event_id
  WHERE x.is_without_event OR x.is_without_ref OR (x.p).payment_event_id <> (x.e).payment_event_id OR (x.p).settlement_day <> (x.e).settlement_day
    -- A refund's empty codes were filled in from its capture: any of them may have been given empty.
    OR NOT EXISTS (
      SELECT FROM unnest(ARRAY[(x.e).method, '']) AS m (code), unnest(ARRAY[(x.e).channel, '']) AS h (code), unnest(ARRAY[(x.e).category, '']) AS g (code)
      WHERE o.payment_event_id IS NOT NULL AND (x.p).content_hash = commerce.event_hash((x.e).branch_id, (x.e).kind, (x.e).occurred_at, (x.e).currency,
        m.code, h.code, g.code, (x.e).amount_minor, (x.e).platform_discount_minor, o.ref,
        (x.e).coupon_discount_minor, (x.e).tax_free_minor, (x.e).zero_rated_minor))
$verify_ref$;
COMMENT ON FUNCTION settlement.verify_ref(uuid[]) IS 'Compares the registry of references with the events of tenants: one without the other, another event, another day, another content than was recorded.';
REVOKE ALL ON FUNCTION settlement.verify_ref(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_ref(uuid[]) TO mg_batch_owner;
