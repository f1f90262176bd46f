CREATE OR REPLACE FUNCTION settlement.returned_line(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS SETOF settlement.line
LANGUAGE sql STABLE ROWS 10000
AS $returned_line$
  WITH due AS MATERIALIZED (
    SELECT e.tenant_id, e.payment_event_id, s.statements[width_bucket(e.settlement_day, s.starts)] AS statement_id, e.settlement_day, e.occurred_at,
      e.ref, e.kind, e.currency, e.original_day, e.original_event_id, s.from_day, i.sign * e.amount_minor AS amount, i.sign,
      e.tax_free_minor IS NOT NULL AS has_parts, i.sign * coalesce(e.tax_free_minor, 0) AS tax_free, i.sign * coalesce(e.zero_rated_minor, 0) AS zero_rated
    FROM settlement.settled_span(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS s
    JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.schedule_code = s.schedule_code AND e.settlement_day BETWEEN s.from_day AND s.through_day
    CROSS JOIN LATERAL (SELECT CASE WHEN e.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    WHERE e.original_event_id IS NOT NULL AND e.kind <> 'capture' AND e.tenant_id = ANY (p_tenants)
      AND e.settlement_day BETWEEN core.earliest_day(p_starts) AND core.latest_day(p_ends)
  ), earlier AS MATERIALIZED (
    -- Looked up for each capture, however many returns its tenant has had.
    SELECT d.tenant_id, d.original_event_id, r.*
    FROM (SELECT DISTINCT x.tenant_id, x.original_day, x.original_event_id, x.from_day FROM due AS x WHERE x.original_day < x.from_day) AS d
    CROSS JOIN LATERAL (
      SELECT sum(i.sign * e.amount_minor)::bigint AS amount, sum(i.sign)::bigint AS pieces,
        sum(i.sign * coalesce(e.tax_free_minor, 0))::bigint AS tax_free, sum(i.sign * coalesce(e.zero_rated_minor, 0))::bigint AS zero_rated
      FROM commerce.payment_event AS e
      CROSS JOIN LATERAL (SELECT CASE WHEN e.is_reversal THEN -1 ELSE 1 END AS sign) AS i
      WHERE e.tenant_id = d.tenant_id AND e.original_event_id = d.original_event_id
        AND e.settlement_day >= d.original_day AND e.settlement_day < d.from_day AND e.kind <> 'capture') AS r
  ), ordered AS (
    SELECT d.*,
      coalesce(r.amount, 0) + pricing.running_sum(d.amount) OVER in_order AS after,
      coalesce(r.pieces, 0) + pricing.running_sum(d.sign) OVER in_order AS pieces_after,
      coalesce(r.tax_free, 0) + pricing.running_sum(d.tax_free) OVER in_order AS tax_free_after,
      coalesce(r.zero_rated, 0) + pricing.running_sum(d.zero_rated) OVER in_order AS zero_rated_after
    FROM due AS d
    LEFT JOIN earlier AS r ON r.tenant_id = d.tenant_id AND r.original_event_id = d.original_event_id
    WINDOW in_order AS (PARTITION BY d.tenant_id, d.original_event_id ORDER BY d.settlement_day, d.occurred_at, d.ref ROWS UNBOUNDED PRECEDING)
  ), captured AS MATERIALIZED (
    -- Few among many: each is looked up by its key, and its event read only where it has no line.
    SELECT d.tenant_id, d.original_event_id AS payment_event_id, d.original_day AS settlement_day, c.schedule_code,
      coalesce(l.sales_minor, c.amount_minor) AS amount_minor, coalesce(l.discount_minor, c.platform_discount_minor) AS platform_discount_minor,
      coalesce(l.tax_free_minor, c.tax_free_minor, 0) AS tax_free, coalesce(l.zero_rated_minor, c.zero_rated_minor, 0) AS zero_rated,
      l.payment_event_id IS NOT NULL AS has_line, l.platform_rule_id, l.platform_fee_minor, l.pg_rule_id, l.pg_fee_minor
    FROM (SELECT DISTINCT x.tenant_id, x.original_day, x.original_event_id FROM due AS x) AS d
    LEFT JOIN LATERAL (SELECT o.* FROM settlement.line AS o
      WHERE o.tenant_id = d.tenant_id AND o.settlement_day = d.original_day AND o.payment_event_id = d.original_event_id LIMIT 1) AS l ON true
    LEFT JOIN LATERAL (SELECT o.* FROM commerce.payment_event AS o
      WHERE l.payment_event_id IS NULL
        AND o.tenant_id = d.tenant_id AND o.settlement_day = d.original_day AND o.payment_event_id = d.original_event_id LIMIT 1) AS c ON true
    WHERE coalesce(l.payment_event_id, c.payment_event_id) IS NOT NULL
  ), elsewhere AS MATERIALIZED (
    -- Captures from before settlement began here have no line: their fee is computed as if they had.
    SELECT f.*
    FROM (
      SELECT array_agg(m.tenant_id) AS tenants, array_agg(m.schedule_code) AS schedules, array_agg(m.month) AS months
      FROM (SELECT DISTINCT c.tenant_id, c.schedule_code, date_trunc('month', c.settlement_day::timestamp)::date AS month
        FROM captured AS c WHERE NOT c.has_line) AS m
    ) AS x
    CROSS JOIN LATERAL settlement.unlined_capture(x.tenants, x.schedules, x.months) AS f
    WHERE x.tenants IS NOT NULL
  ), rule AS MATERIALIZED (
    SELECT t.tenant_fee_rule_id AS fee_rule_id, t.returns_on_refund FROM pricing.tenant_fee_rule AS t WHERE t.tenant_id = ANY (p_tenants)
    UNION ALL
    SELECT p.plan_fee_rule_id, p.returns_on_refund FROM pricing.plan_fee_rule AS p
  ), based AS (
    SELECT o.*, c.amount_minor AS captured_amount, c.platform_discount_minor AS captured_discount,
      c.amount_minor + c.platform_discount_minor - c.tax_free - c.zero_rated AS captured_taxable, c.tax_free AS captured_tax_free, c.zero_rated AS captured_zero_rated,
      CASE WHEN c.has_line THEN c.platform_rule_id ELSE e.platform_rule_id END AS platform_rule_id,
      CASE WHEN c.has_line THEN c.platform_fee_minor ELSE coalesce(e.platform_fee_minor, 0) END AS platform_fee,
      CASE WHEN c.has_line THEN c.pg_rule_id ELSE e.pg_rule_id END AS pg_rule_id,
      CASE WHEN c.has_line THEN c.pg_fee_minor ELSE coalesce(e.pg_fee_minor, 0) END AS pg_fee
    FROM ordered AS o
    JOIN captured AS c ON c.tenant_id = o.tenant_id AND c.payment_event_id = o.original_event_id
    LEFT JOIN elsewhere AS e ON NOT c.has_line AND e.tenant_id = c.tenant_id AND e.payment_event_id = c.payment_event_id
  ), shared AS (
    -- Before and after, of what all returns of the capture take back: the difference is this one's share, so that any number of parts closes.
    SELECT b.*, t.discount_before, t.discount_after,
      CASE WHEN b.has_parts THEN b.tax_free_after - b.tax_free ELSE t.tax_free_before END AS tax_free_returned_before,
      CASE WHEN b.has_parts THEN b.tax_free_after ELSE t.tax_free_after END AS tax_free_returned,
      CASE WHEN b.has_parts THEN b.zero_rated_after - b.zero_rated ELSE t.zero_rated_before END AS zero_rated_returned_before,
      CASE WHEN b.has_parts THEN b.zero_rated_after ELSE t.zero_rated_after END AS zero_rated_returned
    FROM based AS b
    CROSS JOIN LATERAL (SELECT b.after - b.amount AS before, least(b.pieces_after - b.sign, 1) AS piece_before, least(b.pieces_after, 1) AS piece_after OFFSET 0) AS w
    CROSS JOIN LATERAL (SELECT
      settlement.returned_part(b.captured_discount, w.before, w.piece_before, b.captured_amount) AS discount_before,
      settlement.returned_part(b.captured_discount, b.after, w.piece_after, b.captured_amount) AS discount_after,
      settlement.returned_part(b.captured_tax_free, w.before, w.piece_before, b.captured_amount) AS tax_free_before,
      settlement.returned_part(b.captured_tax_free, b.after, w.piece_after, b.captured_amount) AS tax_free_after,
      settlement.returned_part(b.captured_zero_rated, w.before, w.piece_before, b.captured_amount) AS zero_rated_before,
      settlement.returned_part(b.captured_zero_rated, b.after, w.piece_after, b.captured_amount) AS zero_rated_after OFFSET 0) AS t
  )
  SELECT b.tenant_id, b.payment_event_id, b.statement_id, b.platform_rule_id, b.pg_rule_id, -b.amount, b.discount_before - b.discount_after,
    CASE WHEN b.kind = 'refund' AND f.returns_on_refund
      THEN -pricing.returned_share(b.platform_fee, b.after - b.amount, b.after, b.captured_amount) ELSE 0 END,
    CASE WHEN b.kind = 'refund' AND g.returns_on_refund
      THEN -pricing.returned_share(b.pg_fee, b.after - b.amount, b.after, b.captured_amount) ELSE 0 END,
    b.after - b.amount, b.after - b.amount, b.settlement_day, b.kind, b.currency,
    b.tax_free_returned_before - b.tax_free_returned, b.zero_rated_returned_before - b.zero_rated_returned,
    settlement.vat_within(b.captured_taxable - (b.after + b.discount_after - b.tax_free_returned - b.zero_rated_returned))
      - settlement.vat_within(b.captured_taxable - (b.after - b.amount + b.discount_before - b.tax_free_returned_before - b.zero_rated_returned_before)),
    0::bigint, NULL::uuid
  FROM shared AS b
  LEFT JOIN rule AS f ON f.fee_rule_id = b.platform_rule_id
  LEFT JOIN rule AS g ON g.fee_rule_id = b.pg_rule_id
$returned_line$;
COMMENT ON FUNCTION settlement.returned_line(uuid[], text[], uuid[], date[], date[]) IS 'What each refund and chargeback of closed periods gives back: fees where their rule returns them, platform discount and tax parts always, VAT by what is left of the capture. Reads the lines of their captures, so these come first.';
REVOKE ALL ON FUNCTION settlement.returned_line(uuid[], text[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.returned_line(uuid[], text[], uuid[], date[], date[]) TO mg_batch_owner;
