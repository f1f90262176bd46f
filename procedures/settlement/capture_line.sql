CREATE OR REPLACE FUNCTION settlement.capture_line(
  p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[], p_volume_tenants uuid[])
RETURNS SETOF settlement.line
LANGUAGE sql STABLE ROWS 100000
AS $capture_line$
  WITH span AS MATERIALIZED (
    -- A fee by volume needs the month since it began: kept from the last settlement, else read again.
    SELECT s.*, date_trunc('month', s.from_day::timestamp)::date AS month,
      CASE WHEN s.tenant_id <> ALL (p_volume_tenants) OR c.volume_through = s.from_day - 1 THEN s.from_day
        ELSE date_trunc('month', s.from_day::timestamp)::date END AS scan_from
    FROM settlement.settled_span(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS s
    LEFT JOIN settlement.tenant_clock AS c ON c.tenant_id = s.tenant_id AND c.schedule_code = s.schedule_code
  ), event AS MATERIALIZED (
    -- Read once and by index, in key order: a step costs by its own rows, and lines are written where their index grows.
    SELECT e.tenant_id, e.payment_event_id, e.settlement_day, e.schedule_code, e.method, e.category, e.channel, e.business_day, e.occurred_at, e.ref,
      e.currency, e.amount_minor, e.platform_discount_minor, coalesce(e.tax_free_minor, 0) AS tax_free, coalesce(e.zero_rated_minor, 0) AS zero_rated
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND NOT e.is_reversal
      AND e.settlement_day BETWEEN core.earliest_day(ARRAY(SELECT x.scan_from FROM span AS x)) AND core.latest_day(p_ends)
      AND e.settlement_day BETWEEN date_trunc('month', core.earliest_day(p_starts)::timestamp)::date AND core.latest_day(p_ends)
  ), kept AS MATERIALIZED (
    SELECT v.tenant_id, v.schedule_code, v.fee_rule_id, v.month_on, v.basis_minor
    FROM span AS s
    JOIN settlement.rule_volume AS v ON v.tenant_id = s.tenant_id AND v.schedule_code = s.schedule_code AND v.month_on = s.month
    WHERE s.scan_from = s.from_day AND s.from_day > s.month AND s.tenant_id = ANY (p_volume_tenants)
  ), month_volume AS MATERIALIZED (
    SELECT m.tenant_id, m.schedule_code, array_agg(m.month) AS months, array_agg(m.volume) AS volumes
    FROM settlement.month_volume(p_volume_tenants, p_starts, p_ends) AS m
    WHERE EXISTS (SELECT FROM pricing.applicable_fee_rule AS r WHERE r.tenant_id = ANY (p_volume_tenants) AND r.kind = 'tiered_by_previous_month')
    GROUP BY m.tenant_id, m.schedule_code
  ), segment AS MATERIALIZED (
    SELECT row_number() OVER () AS segment_id, s.from_day, s.through_day, s.scan_from, s.starts, s.statements,
      CASE WHEN cardinality(s.statements) = 1 THEN s.statements[1] END AS single_statement, f.*,
      -- One number for what is summed up together, so that sorting compares numbers.
      CASE WHEN f.platform_kind = 'tiered' OR f.platform_month_maximum IS NOT NULL
        THEN dense_rank() OVER (ORDER BY f.tenant_id, f.schedule_code, f.platform_rule_id) END AS platform_group,
      CASE WHEN f.pg_kind = 'tiered' OR f.pg_month_maximum IS NOT NULL
        THEN dense_rank() OVER (ORDER BY f.tenant_id, f.schedule_code, f.pg_rule_id) END AS pg_group,
      s.month AS kept_month, coalesce(k.basis_minor, 0) AS platform_kept, coalesce(n.basis_minor, 0) AS pg_kept, m.months, m.volumes
    FROM (
      SELECT array_agg(u.tenant_id) AS tenants, array_agg(u.schedule_code) AS schedules, array_agg(u.method) AS methods,
        array_agg(u.category) AS categories, array_agg(u.channel) AS channels, min(u.first_day) AS first_day, max(u.last_day) AS last_day
      FROM (SELECT e.tenant_id, e.schedule_code, e.method, e.category, e.channel, min(e.business_day) AS first_day, max(e.business_day) AS last_day
        FROM event AS e GROUP BY e.tenant_id, e.schedule_code, e.method, e.category, e.channel) AS u
    ) AS c
    CROSS JOIN LATERAL settlement.fee_segment(p_tenants, c.first_day, c.last_day, c.tenants, c.schedules, c.methods, c.categories, c.channels) AS f
    JOIN span AS s ON s.tenant_id = f.tenant_id AND s.schedule_code = f.schedule_code
    LEFT JOIN kept AS k ON k.tenant_id = f.tenant_id AND k.schedule_code = f.schedule_code AND k.fee_rule_id = f.platform_rule_id
    LEFT JOIN kept AS n ON n.tenant_id = f.tenant_id AND n.schedule_code = f.schedule_code AND n.fee_rule_id = f.pg_rule_id
    LEFT JOIN month_volume AS m ON m.tenant_id = f.tenant_id AND m.schedule_code = f.schedule_code
  ), cancelled AS MATERIALIZED (
    SELECT c.payment_event_id FROM settlement.cancelled_capture(p_tenants, p_starts, p_ends) AS c
  ), by_volume AS NOT MATERIALIZED (
    -- What is sorted by stands first: the sort finds it without walking over the rest. A rule's month is one number.
    SELECT coalesce(f.platform_group, 0) * 100000 + (x.month - date '2000-01-01') AS platform_month, e.settlement_day, e.occurred_at,
      e.ref, x.month, f.platform_group, e.tenant_id, e.payment_event_id, e.currency, e.amount_minor, e.platform_discount_minor,
      e.tax_free, e.zero_rated, f.segment_id, f.from_day, f.promotion_id, f.pg_group,
      CASE WHEN f.platform_kind = 'tiered' THEN e.amount_minor ELSE settlement.capture_fee(f.platform_kind, e.amount_minor, 0, f.platform_rate,
        f.platform_fixed, f.platform_minimum, f.platform_maximum, NULL, NULL, NULL, NULL, NULL) END AS platform_step,
      CASE WHEN f.pg_kind = 'tiered' THEN e.amount_minor ELSE settlement.capture_fee(f.pg_kind, e.amount_minor, 0, f.pg_rate,
        f.pg_fixed, f.pg_minimum, f.pg_maximum, NULL, NULL, NULL, NULL, NULL) END AS pg_step
    FROM event AS e
    JOIN segment AS f ON f.tenant_id = e.tenant_id AND f.method = e.method AND f.category = e.category AND f.channel = e.channel
      AND f.schedule_code = e.schedule_code AND e.business_day >= f.segment_from AND e.business_day < f.segment_to
    CROSS JOIN LATERAL (SELECT date_trunc('month', e.settlement_day::timestamp)::date AS month) AS x
    WHERE e.tenant_id = ANY (p_volume_tenants) AND f.is_by_volume AND e.settlement_day BETWEEN f.scan_from AND f.through_day
      -- Not a join: where nothing was cancelled, as nearly always, it costs nothing.
      AND e.payment_event_id NOT IN (SELECT c.payment_event_id FROM cancelled AS c)
  ), platform_running AS NOT MATERIALIZED (
    SELECT b.*, CASE WHEN b.platform_group IS NOT NULL THEN pricing.running_sum(b.platform_step) OVER in_month - b.platform_step END AS platform_before
    FROM by_volume AS b
    WINDOW in_month AS (PARTITION BY b.platform_month ORDER BY b.settlement_day, b.occurred_at, b.ref ROWS UNBOUNDED PRECEDING)
  ), pg_running AS (
    SELECT b.payment_event_id, pricing.running_sum(b.pg_step) OVER in_month - b.pg_step AS pg_before
    FROM by_volume AS b
    -- Read again only where gateway fees are by volume, which is rare; so are promotions below.
    WHERE b.pg_group IS NOT NULL AND EXISTS (SELECT FROM segment AS f WHERE f.pg_group IS NOT NULL)
    WINDOW in_month AS (PARTITION BY b.pg_group, b.month ORDER BY b.settlement_day, b.occurred_at, b.ref ROWS UNBOUNDED PRECEDING)
  ), based AS NOT MATERIALIZED (
    SELECT b.*, f.statements, f.starts, f.platform_rule_id, f.pg_rule_id, f.platform_kind, f.platform_rate, f.platform_fixed, f.platform_minimum,
      f.platform_maximum, f.platform_month_maximum, f.platform_tier_from, f.platform_tier_rate, f.platform_tier_base,
      f.pg_kind, f.pg_rate, f.pg_fixed, f.pg_minimum, f.pg_maximum, f.pg_month_maximum, f.pg_tier_from, f.pg_tier_rate, f.pg_tier_base,
      CASE WHEN b.platform_group IS NOT NULL THEN b.platform_before + CASE WHEN b.month = f.kept_month THEN f.platform_kept ELSE 0 END
        WHEN f.platform_kind = 'tiered_by_previous_month' THEN coalesce(f.volumes[array_position(f.months, b.month)], 0) END AS platform_basis,
      CASE WHEN b.pg_group IS NOT NULL THEN g.pg_before + CASE WHEN b.month = f.kept_month THEN f.pg_kept ELSE 0 END
        WHEN f.pg_kind = 'tiered_by_previous_month' THEN coalesce(f.volumes[array_position(f.months, b.month)], 0) END AS pg_basis
    FROM platform_running AS b
    JOIN segment AS f ON f.segment_id = b.segment_id
    LEFT JOIN pg_running AS g ON g.payment_event_id = b.payment_event_id
    WHERE b.settlement_day >= b.from_day
    -- Fences: a basis, and its place among the tiers, is found once, not wherever the fee needs it.
    OFFSET 0
  ), placed AS NOT MATERIALIZED (
    SELECT b.*, width_bucket(b.platform_basis, b.platform_tier_from) AS platform_place,
      width_bucket(b.platform_basis + b.amount_minor, b.platform_tier_from) AS platform_place_after,
      width_bucket(b.pg_basis, b.pg_tier_from) AS pg_place, width_bucket(b.pg_basis + b.amount_minor, b.pg_tier_from) AS pg_place_after
    FROM based AS b
    OFFSET 0
  ), priced AS NOT MATERIALIZED (
    SELECT b.*, b.statements[width_bucket(b.settlement_day, b.starts)] AS statement_id,
      CASE WHEN b.platform_month_maximum IS NULL THEN settlement.capture_fee(b.platform_kind, b.amount_minor, b.platform_basis, b.platform_rate,
          b.platform_fixed, b.platform_minimum, b.platform_maximum, b.platform_tier_from, b.platform_tier_rate, b.platform_tier_base,
          b.platform_place, b.platform_place_after)
        ELSE least(b.platform_basis + b.platform_step, b.platform_month_maximum) - least(b.platform_basis, b.platform_month_maximum) END AS platform_fee,
      CASE WHEN b.pg_month_maximum IS NULL THEN settlement.capture_fee(b.pg_kind, b.amount_minor, b.pg_basis, b.pg_rate,
          b.pg_fixed, b.pg_minimum, b.pg_maximum, b.pg_tier_from, b.pg_tier_rate, b.pg_tier_base, b.pg_place, b.pg_place_after)
        ELSE least(b.pg_basis + b.pg_step, b.pg_month_maximum) - least(b.pg_basis, b.pg_month_maximum) END AS pg_fee
    FROM placed AS b
  ), waivable AS (
    SELECT p.tenant_id, p.payment_event_id, p.promotion_id, p.from_day, p.settlement_day, p.occurred_at, p.ref, r.budget_minor,
      p.platform_fee * r.rate / 10000000 AS amount
    FROM priced AS p
    JOIN pricing.promotion AS r ON r.promotion_id = p.promotion_id
    WHERE p.promotion_id IS NOT NULL AND EXISTS (SELECT FROM segment AS f WHERE f.promotion_id IS NOT NULL)
  ), used AS (
    SELECT l.tenant_id, l.promotion_id, sum(l.waived_minor)::bigint AS amount
    FROM (SELECT DISTINCT w.tenant_id, w.promotion_id, w.from_day FROM waivable AS w) AS d
    JOIN settlement.line AS l ON l.tenant_id = d.tenant_id AND l.promotion_id = d.promotion_id AND l.settlement_day < d.from_day
    WHERE l.promotion_id IS NOT NULL AND l.tenant_id = ANY (p_volume_tenants)
    GROUP BY l.tenant_id, l.promotion_id
  ), waiver AS (
    SELECT w.payment_event_id, least(w.after, w.budget_minor) - least(w.after - w.amount, w.budget_minor) AS amount
    FROM (
      SELECT x.payment_event_id, x.amount, x.budget_minor, coalesce(u.amount, 0) + pricing.running_sum(x.amount) OVER in_order AS after
      FROM waivable AS x
      LEFT JOIN used AS u ON u.tenant_id = x.tenant_id AND u.promotion_id = x.promotion_id
      WINDOW in_order AS (PARTITION BY x.tenant_id, x.promotion_id ORDER BY x.settlement_day, x.occurred_at, x.ref ROWS UNBOUNDED PRECEDING)
    ) AS w
  )
  SELECT e.tenant_id, e.payment_event_id,
    CASE WHEN f.single_statement IS NULL THEN f.statements[width_bucket(e.settlement_day, f.starts)] ELSE f.single_statement END,
    f.platform_rule_id, f.pg_rule_id, e.amount_minor, e.platform_discount_minor,
    settlement.capture_fee(f.platform_kind, e.amount_minor, 0, f.platform_rate, f.platform_fixed, f.platform_minimum, f.platform_maximum,
      NULL, NULL, NULL, NULL, NULL),
    settlement.capture_fee(f.pg_kind, e.amount_minor, 0, f.pg_rate, f.pg_fixed, f.pg_minimum, f.pg_maximum, NULL, NULL, NULL, NULL, NULL),
    NULL::bigint, NULL::bigint, e.settlement_day, 'capture', e.currency, e.tax_free, e.zero_rated,
    settlement.vat_within(e.amount_minor + e.platform_discount_minor - e.tax_free - e.zero_rated), 0::bigint, NULL::uuid
  FROM event AS e
  JOIN segment AS f ON f.tenant_id = e.tenant_id AND f.method = e.method AND f.category = e.category AND f.channel = e.channel
    AND f.schedule_code = e.schedule_code AND e.business_day >= f.segment_from AND e.business_day < f.segment_to
  WHERE NOT f.is_by_volume AND e.settlement_day BETWEEN f.from_day AND f.through_day
    AND e.payment_event_id NOT IN (SELECT c.payment_event_id FROM cancelled AS c)
  UNION ALL
  SELECT p.tenant_id, p.payment_event_id, p.statement_id, p.platform_rule_id, p.pg_rule_id, p.amount_minor, p.platform_discount_minor,
    p.platform_fee - coalesce(w.amount, 0), p.pg_fee, p.platform_basis, p.pg_basis, p.settlement_day, 'capture', p.currency, p.tax_free, p.zero_rated,
    settlement.vat_within(p.amount_minor + p.platform_discount_minor - p.tax_free - p.zero_rated), coalesce(w.amount, 0),
    CASE WHEN w.amount > 0 THEN p.promotion_id END
  FROM priced AS p
  LEFT JOIN waiver AS w ON w.payment_event_id = p.payment_event_id
$capture_line$;
COMMENT ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) IS 'What each capture of closed periods bears: rule, fee and its basis, a component each, VAT within it, and what a promotion waives. The one place that prices captures: settling, verifying and rehearsing read it. Volumes, caps and budgets count within a schedule. p_volume_tenants: settlement.volume_tenant of the tenants.';
REVOKE ALL ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) TO mg_batch_owner;
