CREATE OR REPLACE FUNCTION settlement.returned_line(p_tenants uuid[], p_from date[], p_through date[])
RETURNS TABLE (
  tenant_id uuid, payment_event_id uuid, settlement_day date, kind text, currency text, sales_minor bigint, discount_minor bigint,
  platform_rule_id uuid, platform_fee_minor bigint, pg_rule_id uuid, pg_fee_minor bigint, basis_minor bigint)
LANGUAGE sql STABLE ROWS 10000
AS $returned_line$
  WITH due AS MATERIALIZED (
    SELECT e.tenant_id, e.payment_event_id, e.settlement_day, e.occurred_at, e.ref, e.kind, e.currency, e.original_day,
      e.original_event_id, min(w.from_day) OVER (PARTITION BY e.tenant_id) AS from_day, i.sign * e.amount_minor AS amount, i.sign
    FROM unnest(p_tenants, p_from, p_through) AS w (tenant_id, from_day, through_day)
    JOIN commerce.payment_event AS e ON e.tenant_id = w.tenant_id AND e.settlement_day BETWEEN w.from_day AND w.through_day
    CROSS JOIN LATERAL (SELECT CASE WHEN e.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    WHERE e.original_event_id IS NOT NULL AND e.kind <> 'capture' AND e.tenant_id = ANY (p_tenants)
      AND e.settlement_day BETWEEN core.earliest_day(p_from) AND core.latest_day(p_through)
  ), earlier AS MATERIALIZED (
    SELECT d.tenant_id, d.original_event_id, sum(i.sign * e.amount_minor) AS amount, sum(i.sign) AS pieces
    FROM (SELECT DISTINCT x.tenant_id, x.original_day, x.original_event_id, x.from_day FROM due AS x WHERE x.original_day < x.from_day) AS d
    JOIN commerce.payment_event AS e ON e.tenant_id = d.tenant_id AND e.original_event_id = d.original_event_id
      AND e.settlement_day >= d.original_day AND e.settlement_day < d.from_day AND e.kind <> 'capture'
      AND e.original_event_id IS NOT NULL AND e.tenant_id = ANY (p_tenants)
    CROSS JOIN LATERAL (SELECT CASE WHEN e.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    GROUP BY d.tenant_id, d.original_event_id
  ), ordered AS (
    SELECT d.*,
      coalesce(r.amount, 0) + sum(d.amount) OVER in_order AS after,
      coalesce(r.pieces, 0) + sum(d.sign) OVER in_order AS pieces_after
    FROM due AS d
    LEFT JOIN earlier AS r ON r.tenant_id = d.tenant_id AND r.original_event_id = d.original_event_id
    WINDOW in_order AS (PARTITION BY d.tenant_id, d.original_event_id ORDER BY d.settlement_day, d.occurred_at, d.ref ROWS UNBOUNDED PRECEDING)
  ), captured AS MATERIALIZED (
    SELECT c.tenant_id, c.payment_event_id, c.settlement_day, c.amount_minor, c.platform_discount_minor, l.payment_event_id IS NOT NULL AS has_line,
      l.platform_rule_id, l.platform_fee_minor, l.pg_rule_id, l.pg_fee_minor
    FROM (SELECT DISTINCT x.tenant_id, x.original_day, x.original_event_id FROM due AS x) AS d
    JOIN commerce.payment_event AS c ON c.tenant_id = d.tenant_id AND c.settlement_day = d.original_day AND c.payment_event_id = d.original_event_id
      AND c.tenant_id = ANY (p_tenants) AND c.settlement_day BETWEEN (SELECT min(x.original_day) FROM due AS x) AND (SELECT max(x.original_day) FROM due AS x)
    LEFT JOIN settlement.line AS l ON l.tenant_id = d.tenant_id AND l.settlement_day = d.original_day AND l.payment_event_id = d.original_event_id
      AND l.tenant_id = ANY (p_tenants) AND l.settlement_day BETWEEN (SELECT min(x.original_day) FROM due AS x) AND (SELECT max(x.original_day) FROM due AS x)
  ), elsewhere AS MATERIALIZED (
    -- Captures from before settlement began here have no line: their fee is computed as if they had.
    SELECT f.*
    FROM (
      SELECT array_agg(m.tenant_id) AS tenants, array_agg(m.month) AS from_day, array_agg((m.month + interval '1 month')::date - 1) AS through_day
      FROM (SELECT DISTINCT c.tenant_id, date_trunc('month', c.settlement_day::timestamp)::date AS month FROM captured AS c WHERE NOT c.has_line) AS m
    ) AS x
    CROSS JOIN LATERAL settlement.capture_line(x.tenants, x.from_day, x.through_day) AS f
    WHERE x.tenants IS NOT NULL
  ), rule AS MATERIALIZED (
    SELECT t.tenant_fee_rule_id AS fee_rule_id, t.returns_on_refund FROM pricing.tenant_fee_rule AS t WHERE t.tenant_id = ANY (p_tenants)
    UNION ALL
    SELECT p.plan_fee_rule_id, p.returns_on_refund FROM pricing.plan_fee_rule AS p
  ), based AS (
    SELECT o.*, c.amount_minor AS captured_amount, c.platform_discount_minor AS captured_discount,
      CASE WHEN c.has_line THEN c.platform_rule_id ELSE e.platform_rule_id END AS platform_rule_id,
      CASE WHEN c.has_line THEN c.platform_fee_minor ELSE coalesce(e.platform_fee_minor, 0) END AS platform_fee,
      CASE WHEN c.has_line THEN c.pg_rule_id ELSE e.pg_rule_id END AS pg_rule_id,
      CASE WHEN c.has_line THEN c.pg_fee_minor ELSE coalesce(e.pg_fee_minor, 0) END AS pg_fee
    FROM ordered AS o
    JOIN captured AS c ON c.tenant_id = o.tenant_id AND c.payment_event_id = o.original_event_id
    LEFT JOIN elsewhere AS e ON NOT c.has_line AND e.tenant_id = c.tenant_id AND e.payment_event_id = c.payment_event_id
  )
  SELECT b.tenant_id, b.payment_event_id, b.settlement_day, b.kind, b.currency, (-b.amount)::bigint,
    -CASE WHEN b.captured_amount = 0 THEN b.captured_discount * (least(b.pieces_after, 1) - least(b.pieces_after - b.sign, 1))
      ELSE pricing.returned_share(b.captured_discount, b.after - b.amount, b.after, b.captured_amount) END::bigint,
    b.platform_rule_id,
    CASE WHEN b.kind = 'refund' AND f.returns_on_refund
      THEN -pricing.returned_share(b.platform_fee, b.after - b.amount, b.after, b.captured_amount) ELSE 0 END,
    b.pg_rule_id,
    CASE WHEN b.kind = 'refund' AND g.returns_on_refund
      THEN -pricing.returned_share(b.pg_fee, b.after - b.amount, b.after, b.captured_amount) ELSE 0 END,
    (b.after - b.amount)::bigint
  FROM based AS b
  LEFT JOIN rule AS f ON f.fee_rule_id = b.platform_rule_id
  LEFT JOIN rule AS g ON g.fee_rule_id = b.pg_rule_id
$returned_line$;
COMMENT ON FUNCTION settlement.returned_line(uuid[], date[], date[]) IS 'What each refund and chargeback of tenants in a span of settlement days gives back: fees where their rule returns them, platform discount always. Reads the lines of their captures, so these come first.';
REVOKE ALL ON FUNCTION settlement.returned_line(uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.returned_line(uuid[], date[], date[]) TO mg_batch_owner;
