CREATE OR REPLACE FUNCTION settlement.gateway_waterfall(p_tenants uuid[], p_as_of date)
RETURNS TABLE (currency text, step integer, code text, entry_count bigint, amount_minor bigint, is_total boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $gateway_waterfall$
  WITH k AS MATERIALIZED (
    SELECT coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t), '{}') AS ids, p_tenants IS NULL AS is_all,
      (SELECT coalesce(max(w.missing_after_days), 0) FROM settlement.gateway AS w) AS patience
  ), entry (currency, step, amount) AS (
    SELECT e.currency, CASE e.kind WHEN 'capture' THEN 1 ELSE 2 END, CASE e.kind WHEN 'capture' THEN e.amount_minor ELSE -e.amount_minor END
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) AND NOT e.is_reversal AND e.amount_minor > 0
      AND NOT EXISTS (SELECT FROM commerce.import_file AS f WHERE f.import_file_id = e.import_file_id AND f.status = 'undone')
    UNION ALL
    SELECT o.currency, CASE WHEN p_as_of > o.business_day + k.patience THEN 5 ELSE 4 END, -o.open_minor
    FROM k, settlement.open_gateway_event(k.ids) AS o
    UNION ALL
    SELECT x.currency, CASE x.side WHEN 'event' THEN 6 ELSE 8 END, CASE x.side WHEN 'event' THEN -x.amount_minor ELSE x.amount_minor END
    FROM settlement.gateway_exception AS x
    WHERE x.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) AND x.resolution IN ('write_off', 'received') AND x.reversed_at IS NULL
    UNION ALL
    SELECT o.currency, 7, o.open_minor FROM k, settlement.open_gateway_row(k.ids) AS o WHERE o.tenant_id IS NOT NULL OR k.is_all
    UNION ALL
    SELECT r.currency, v.step, v.amount
    FROM settlement.gateway_row AS r
    CROSS JOIN LATERAL (VALUES (10, r.vat_minor - r.fee_minor), (11, -r.vat_minor), (12, CASE WHEN r.paid_out_on > p_as_of THEN -r.payout_minor END)) AS v (step, amount)
    WHERE (r.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) OR (r.tenant_id IS NULL AND (SELECT k.is_all FROM k))) AND r.undone_at IS NULL AND v.amount IS NOT NULL
  ), name (step, code, is_total) AS (
    VALUES (1, 'sales', false), (2, 'cancels', false), (3, 'ours', true), (4, 'not_reported_yet', false), (5, 'missing', false), (6, 'cleared_events', false),
      (7, 'left_over_rows', false), (8, 'cleared_rows', false), (9, 'gateway_amount', true), (10, 'fee', false), (11, 'fee_vat', false), (12, 'not_paid_yet', false),
      (13, 'paid', true)
  )
  SELECT c.currency, n.step, n.code, count(e.step) FILTER (WHERE e.step = n.step), CASE WHEN n.is_total THEN coalesce(sum(e.amount), 0)
    ELSE coalesce(sum(e.amount) FILTER (WHERE e.step = n.step), 0) END::bigint, n.is_total
  FROM (SELECT DISTINCT y.currency FROM entry AS y) AS c
  CROSS JOIN name AS n
  LEFT JOIN entry AS e ON e.currency = c.currency AND e.step <= n.step
  GROUP BY c.currency, n.step, n.code, n.is_total
  ORDER BY c.currency, n.step
$gateway_waterfall$;
COMMENT ON FUNCTION settlement.gateway_waterfall(uuid[], date) IS 'From our sales to what the gateway paid, step by step and by currency, for tenants (null: all, with rows of nobody): a total is the sum of the steps before it.';
ALTER FUNCTION settlement.gateway_waterfall(uuid[], date) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.gateway_waterfall(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_waterfall(uuid[], date) TO mg_batch;
