CREATE OR REPLACE FUNCTION settlement.capture_line(p_tenants uuid[], p_from date[], p_through date[])
RETURNS TABLE (
  tenant_id uuid, payment_event_id uuid, settlement_day date, currency text, sales_minor bigint, discount_minor bigint,
  platform_rule_id uuid, platform_fee_minor bigint, platform_basis_minor bigint,
  pg_rule_id uuid, pg_fee_minor bigint, pg_basis_minor bigint)
LANGUAGE sql STABLE ROWS 1000000
AS $capture_line$
  WITH span AS MATERIALIZED (
    -- A tiered fee needs the volume since the month began, so its tenants are read from there.
    SELECT w.tenant_id, w.from_day, w.through_day,
      CASE WHEN v.tenant_id IS NULL THEN w.from_day ELSE date_trunc('month', w.from_day::timestamp)::date END AS scan_from
    FROM unnest(p_tenants, p_from, p_through) AS w (tenant_id, from_day, through_day)
    LEFT JOIN (SELECT DISTINCT r.tenant_id FROM pricing.applicable_fee_rule AS r
      WHERE r.tenant_id = ANY (p_tenants) AND r.kind <> 'percent') AS v ON v.tenant_id = w.tenant_id
  ), segment AS MATERIALIZED (
    SELECT row_number() OVER () AS segment_id, f.* FROM settlement.fee_segment(p_tenants, p_from, p_through) AS f
  ), cancelled AS MATERIALIZED (
    -- A capture taken back before its period closed bears no fee and counts for no volume.
    SELECT DISTINCT e.tenant_id, e.original_event_id
    FROM span AS s
    JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.settlement_day BETWEEN s.scan_from AND s.through_day
    WHERE e.original_event_id IS NOT NULL AND e.is_reversal AND e.kind = 'capture' AND e.original_day = e.settlement_day AND e.tenant_id = ANY (p_tenants)
      AND e.settlement_day BETWEEN date_trunc('month', core.earliest_day(p_from)::timestamp)::date AND core.latest_day(p_through)
  ), month_volume AS MATERIALIZED (
    SELECT m.tenant_id, m.month, coalesce(sum(e.amount_minor), 0)::bigint AS volume
    FROM (
      SELECT DISTINCT s.tenant_id, g.month::date AS month
      FROM span AS s
      JOIN segment AS f ON f.tenant_id = s.tenant_id AND 'tiered_by_previous_month' IN (f.platform_kind, f.pg_kind)
      CROSS JOIN LATERAL generate_series(date_trunc('month', s.from_day::timestamp), s.through_day::timestamp, interval '1 month') AS g (month)
    ) AS m
    LEFT JOIN commerce.payment_event AS e ON e.tenant_id = m.tenant_id AND e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND NOT e.is_reversal
      AND e.settlement_day >= (m.month - interval '1 month')::date AND e.settlement_day < m.month
      AND e.settlement_day BETWEEN (date_trunc('month', core.earliest_day(p_from)::timestamp) - interval '1 month')::date AND core.latest_day(p_through)
      AND NOT EXISTS (
        SELECT FROM commerce.payment_event AS r
        WHERE r.tenant_id = e.tenant_id AND r.original_event_id = e.payment_event_id AND r.is_reversal
          AND r.kind = 'capture' AND r.settlement_day = e.settlement_day)
    GROUP BY m.tenant_id, m.month
  ), by_volume AS MATERIALIZED (
    -- Narrow, since it is sorted; the rules are joined again after that.
    SELECT e.tenant_id, e.payment_event_id, e.settlement_day, e.occurred_at, e.ref, e.currency, e.amount_minor, e.platform_discount_minor,
      s.from_day, date_trunc('month', e.settlement_day::timestamp)::date AS month, f.segment_id,
      CASE WHEN f.platform_kind = 'tiered' THEN f.platform_rule_id END AS platform_tiered,
      CASE WHEN f.pg_kind = 'tiered' THEN f.pg_rule_id END AS pg_tiered
    FROM span AS s
    JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.settlement_day BETWEEN s.scan_from AND s.through_day
    JOIN segment AS f ON f.tenant_id = e.tenant_id AND f.method = e.method AND f.category = e.category AND f.channel = e.channel
      AND e.business_day >= f.segment_from AND e.business_day < f.segment_to
    LEFT JOIN cancelled AS c ON c.tenant_id = e.tenant_id AND c.original_event_id = e.payment_event_id
    WHERE e.kind = 'capture' AND NOT e.is_reversal AND c.tenant_id IS NULL AND f.is_by_volume AND e.tenant_id = ANY (p_tenants)
      AND e.settlement_day BETWEEN date_trunc('month', core.earliest_day(p_from)::timestamp)::date AND core.latest_day(p_through)
  ), platform_running AS (
    SELECT b.payment_event_id, b.from_day, sum(b.amount_minor) OVER in_month - b.amount_minor AS volume
    FROM by_volume AS b
    WHERE b.platform_tiered IS NOT NULL
    WINDOW in_month AS (PARTITION BY b.tenant_id, b.from_day, b.platform_tiered, b.month
      ORDER BY b.settlement_day, b.occurred_at, b.ref ROWS UNBOUNDED PRECEDING)
  ), pg_running AS (
    SELECT b.payment_event_id, b.from_day, sum(b.amount_minor) OVER in_month - b.amount_minor AS volume
    FROM by_volume AS b
    WHERE b.pg_tiered IS NOT NULL
    WINDOW in_month AS (PARTITION BY b.tenant_id, b.from_day, b.pg_tiered, b.month
      ORDER BY b.settlement_day, b.occurred_at, b.ref ROWS UNBOUNDED PRECEDING)
  )
  SELECT e.tenant_id, e.payment_event_id, e.settlement_day, e.currency, e.amount_minor, e.platform_discount_minor,
    f.platform_rule_id, settlement.capture_fee(f.platform_kind, e.amount_minor, 0, f.platform_rate, f.platform_fixed,
      f.platform_minimum, f.platform_maximum, NULL, NULL, NULL), NULL::bigint,
    f.pg_rule_id, settlement.capture_fee(f.pg_kind, e.amount_minor, 0, f.pg_rate, f.pg_fixed,
      f.pg_minimum, f.pg_maximum, NULL, NULL, NULL), NULL::bigint
  FROM span AS s
  JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.settlement_day BETWEEN s.from_day AND s.through_day
  JOIN segment AS f ON f.tenant_id = e.tenant_id AND f.method = e.method AND f.category = e.category AND f.channel = e.channel
    AND e.business_day >= f.segment_from AND e.business_day < f.segment_to
  LEFT JOIN cancelled AS c ON c.tenant_id = e.tenant_id AND c.original_event_id = e.payment_event_id
  WHERE e.kind = 'capture' AND NOT e.is_reversal AND c.tenant_id IS NULL AND NOT f.is_by_volume AND e.tenant_id = ANY (p_tenants)
    AND e.settlement_day BETWEEN core.earliest_day(p_from) AND core.latest_day(p_through)
  UNION ALL
  SELECT b.tenant_id, b.payment_event_id, b.settlement_day, b.currency, b.amount_minor, b.platform_discount_minor,
    f.platform_rule_id, settlement.capture_fee(f.platform_kind, b.amount_minor, i.platform_basis, f.platform_rate, f.platform_fixed,
      f.platform_minimum, f.platform_maximum, f.platform_tier_from, f.platform_tier_rate, f.platform_tier_base), i.platform_basis,
    f.pg_rule_id, settlement.capture_fee(f.pg_kind, b.amount_minor, i.pg_basis, f.pg_rate, f.pg_fixed,
      f.pg_minimum, f.pg_maximum, f.pg_tier_from, f.pg_tier_rate, f.pg_tier_base), i.pg_basis
  FROM by_volume AS b
  JOIN segment AS f ON f.segment_id = b.segment_id
  LEFT JOIN platform_running AS r ON r.payment_event_id = b.payment_event_id AND r.from_day = b.from_day
  LEFT JOIN pg_running AS g ON g.payment_event_id = b.payment_event_id AND g.from_day = b.from_day
  LEFT JOIN month_volume AS m ON m.tenant_id = b.tenant_id AND m.month = b.month
  CROSS JOIN LATERAL (SELECT
    CASE f.platform_kind WHEN 'tiered' THEN r.volume WHEN 'tiered_by_previous_month' THEN m.volume END::bigint AS platform_basis,
    CASE f.pg_kind WHEN 'tiered' THEN g.volume WHEN 'tiered_by_previous_month' THEN m.volume END::bigint AS pg_basis) AS i
  WHERE b.settlement_day >= b.from_day
$capture_line$;
COMMENT ON FUNCTION settlement.capture_line(uuid[], date[], date[]) IS 'What each capture of tenants in a span of settlement days bears: rule, fee and its basis, a component each. The one place that prices captures: settling and verifying read it.';
REVOKE ALL ON FUNCTION settlement.capture_line(uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.capture_line(uuid[], date[], date[]) TO mg_batch_owner;
