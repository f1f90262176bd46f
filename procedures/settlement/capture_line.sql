CREATE OR REPLACE FUNCTION settlement.capture_line(
  p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[], p_volume_tenants uuid[],
  p_read_from date DEFAULT NULL)
RETURNS SETOF settlement.line
LANGUAGE sql STABLE ROWS 100000
AS $capture_line$
  WITH span AS MATERIALIZED (
    SELECT s.* FROM settlement.volume_span(p_tenants, p_schedules, p_statements, p_starts, p_ends, p_volume_tenants) AS s
  ), event AS MATERIALIZED (
    -- Read once and by index, in key order: a step costs by its own rows, and lines are written where their index grows.
    SELECT s.span_id, e.tenant_id, e.payment_event_id, e.settlement_day, e.method, e.category, e.channel, e.business_day, e.occurred_at, e.ref,
      e.currency, e.amount_minor, e.platform_discount_minor, coalesce(e.tax_free_minor, 0) AS tax_free, coalesce(e.zero_rated_minor, 0) AS zero_rated
    FROM commerce.payment_event AS e
    -- LEFT, coalesce and >= ANY ("from the earliest on"), since the planner expects hardly a row of an inner join with a span or of a narrow range, and
    -- would build its hash tables on the events then; but the bounds of what is read it knows, so that nothing is laid out for a month where a day is
    -- read. A week more of them, since statistics may be older.
    LEFT JOIN span AS s ON s.tenant_id = e.tenant_id AND s.schedule_code = e.schedule_code
    WHERE e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND NOT e.is_reversal
      AND e.settlement_day BETWEEN greatest(date_trunc('month', coalesce(p_read_from, core.earliest_day(p_starts))::timestamp)::date, p_read_from - 7) AND core.latest_day(p_ends)
      AND e.settlement_day >= ANY (ARRAY(SELECT x.scan_from FROM span AS x)) AND coalesce(e.settlement_day BETWEEN s.scan_from AND s.through_day, false)
  ), kept AS MATERIALIZED (
    SELECT s.span_id, v.fee_rule_id, v.basis_minor
    FROM span AS s
    JOIN settlement.rule_volume AS v ON v.tenant_id = s.tenant_id AND v.schedule_code = s.schedule_code AND v.month_on = s.month
    WHERE s.scan_from = s.from_day AND s.from_day > s.month AND s.tenant_id = ANY (p_volume_tenants)
  ), day AS MATERIALIZED (
    SELECT min(e.business_day) AS first_day, max(e.business_day) AS last_day FROM event AS e
  ), rule AS MATERIALIZED (
    SELECT r.*, coalesce(k.basis_minor, 0) AS kept
    FROM day AS d
    CROSS JOIN (SELECT array_agg(s.tenant_id ORDER BY s.span_id) AS tenants, array_agg(s.schedule_code ORDER BY s.span_id) AS schedules FROM span AS s) AS x
    CROSS JOIN LATERAL settlement.span_rule(p_tenants, x.tenants, x.schedules, d.first_day, d.last_day) AS r
    LEFT JOIN kept AS k ON k.span_id = r.span_id AND k.fee_rule_id = r.fee_rule_id
  ), priced_span AS MATERIALIZED (
    SELECT s.span_id, s.from_day, s.month, s.starts, s.statements, s.single_statement, coalesce(r.rule_set_id, 0) AS rule_set_id, r.first_rule_no, m.months, m.volumes
    FROM span AS s
    LEFT JOIN rule AS r ON r.span_id = s.span_id AND r.place = 0
    LEFT JOIN settlement.month_volume(p_volume_tenants, p_starts, p_ends) AS m ON m.tenant_id = s.tenant_id AND m.schedule_code = s.schedule_code
  ), codes AS MATERIALIZED (
    -- Rules are picked once for each combination of codes that a rule set's captures have, not for each capture or tenant.
    SELECT row_number() OVER () AS codes_id, u.*
    FROM (SELECT DISTINCT s.rule_set_id, e.method, e.category, e.channel FROM event AS e JOIN priced_span AS s ON s.span_id = e.span_id) AS u
  ), picked AS MATERIALIZED (
    SELECT c.rule_set_id, c.method, c.category, c.channel, w.segment_from, w.segment_to, w.platform_place, w.pg_place, w.promotion_place
    FROM day AS d
    CROSS JOIN (
      SELECT array_agg(c.codes_id) AS codes, array_agg(r.component) AS components, array_agg(r.precedence) AS precedences,
        array_agg(r.day_from) AS days_from, array_agg(r.day_to) AS days_to, array_agg(r.place) AS places
      FROM codes AS c
      LEFT JOIN rule AS r ON r.span_id = r.rule_set_id AND r.span_id = c.rule_set_id AND (r.method = '' OR r.method = c.method) AND (r.category = '' OR r.category = c.category)
        AND (r.channel = '' OR r.channel = c.channel)
    ) AS x
    CROSS JOIN LATERAL settlement.picked_rule(d.first_day, x.codes, x.components, x.precedences, x.days_from, x.days_to, x.places) AS w
    JOIN codes AS c ON c.codes_id = w.codes_id
  ), cancelled AS MATERIALIZED (
    SELECT c.payment_event_id FROM settlement.cancelled_capture(p_tenants, p_starts, p_ends) AS c
  ), by_volume AS NOT MATERIALIZED (
    -- What is sorted by stands first: the sort finds it without walking over the rest. A rule's month is one number.
    SELECT coalesce(f.group_no, 0) * 100000 + (x.month - date '2000-01-01') AS platform_month, e.settlement_day, e.occurred_at,
      e.ref, x.month, f.group_no AS platform_group, e.span_id, e.tenant_id, e.payment_event_id, e.currency, e.amount_minor, e.platform_discount_minor,
      e.tax_free, e.zero_rated, f.rule_no AS platform_rule_no, g.rule_no AS pg_rule_no, s.first_rule_no + k.promotion_place AS promotion_rule_no,
      g.group_no AS pg_group,
      CASE WHEN f.kind = 'tiered' THEN e.amount_minor ELSE settlement.capture_fee(f.kind, e.amount_minor, 0, f.rate,
        f.fixed_minor, f.minimum_minor, f.maximum_minor, NULL, NULL, NULL, NULL, NULL) END AS platform_step,
      CASE WHEN g.kind = 'tiered' THEN e.amount_minor ELSE settlement.capture_fee(g.kind, e.amount_minor, 0, g.rate,
        g.fixed_minor, g.minimum_minor, g.maximum_minor, NULL, NULL, NULL, NULL, NULL) END AS pg_step
    FROM event AS e
    JOIN priced_span AS s ON s.span_id = e.span_id
    -- LEFT, though each has one: else codes could be joined before the span, once for every rule set.
    LEFT JOIN picked AS k ON k.rule_set_id = s.rule_set_id AND k.method = e.method AND k.category = e.category AND k.channel = e.channel
      AND e.business_day >= k.segment_from AND e.business_day < k.segment_to
    LEFT JOIN rule AS f ON f.rule_no = s.first_rule_no + k.platform_place AND f.component = 'platform' AND f.tenant_id = ANY (p_volume_tenants)
    LEFT JOIN rule AS g ON g.rule_no = s.first_rule_no + k.pg_place AND g.component = 'pg' AND g.tenant_id = ANY (p_volume_tenants)
    CROSS JOIN LATERAL (SELECT date_trunc('month', e.settlement_day::timestamp)::date AS month) AS x
    WHERE e.tenant_id = ANY (p_volume_tenants) AND (f.is_by_volume OR g.is_by_volume OR k.promotion_place IS NOT NULL)
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
    WHERE b.pg_group IS NOT NULL AND EXISTS (SELECT FROM rule AS r WHERE r.component = 'pg' AND r.group_no IS NOT NULL)
    WINDOW in_month AS (PARTITION BY b.pg_group, b.month ORDER BY b.settlement_day, b.occurred_at, b.ref ROWS UNBOUNDED PRECEDING)
  ), based AS NOT MATERIALIZED (
    SELECT b.*, s.from_day, s.statements, s.starts, f.fee_rule_id AS platform_rule_id, g.fee_rule_id AS pg_rule_id, f.kind AS platform_kind,
      f.rate AS platform_rate, f.fixed_minor AS platform_fixed, f.minimum_minor AS platform_minimum, f.maximum_minor AS platform_maximum,
      f.month_maximum_minor AS platform_month_maximum, f.tier_from AS platform_tier_from, f.tier_rate AS platform_tier_rate,
      f.tier_base AS platform_tier_base, g.kind AS pg_kind, g.rate AS pg_rate, g.fixed_minor AS pg_fixed, g.minimum_minor AS pg_minimum,
      g.maximum_minor AS pg_maximum, g.month_maximum_minor AS pg_month_maximum, g.tier_from AS pg_tier_from, g.tier_rate AS pg_tier_rate,
      g.tier_base AS pg_tier_base,
      CASE WHEN b.platform_group IS NOT NULL THEN b.platform_before + CASE WHEN b.month = s.month THEN f.kept ELSE 0 END
        WHEN f.kind = 'tiered_by_previous_month' THEN coalesce(s.volumes[array_position(s.months, b.month)], 0) END AS platform_basis,
      CASE WHEN b.pg_group IS NOT NULL THEN r.pg_before + CASE WHEN b.month = s.month THEN g.kept ELSE 0 END
        WHEN g.kind = 'tiered_by_previous_month' THEN coalesce(s.volumes[array_position(s.months, b.month)], 0) END AS pg_basis
    FROM platform_running AS b
    JOIN priced_span AS s ON s.span_id = b.span_id
    LEFT JOIN rule AS f ON f.rule_no = b.platform_rule_no AND f.component = 'platform' AND f.tenant_id = ANY (p_volume_tenants)
    LEFT JOIN rule AS g ON g.rule_no = b.pg_rule_no AND g.component = 'pg' AND g.tenant_id = ANY (p_volume_tenants)
    LEFT JOIN pg_running AS r ON r.payment_event_id = b.payment_event_id
    WHERE b.settlement_day >= s.from_day
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
  ), waiver AS (
    SELECT w.*
    FROM (
      SELECT array_agg(p.tenant_id) AS tenants, array_agg(r.fee_rule_id) AS promotions, array_agg(p.from_day) AS from_days, array_agg(p.payment_event_id) AS events,
        array_agg(p.settlement_day) AS days, array_agg(p.occurred_at) AS times, array_agg(p.ref) AS refs, array_agg(p.platform_fee) AS fees
      FROM priced AS p
      JOIN rule AS r ON r.rule_no = p.promotion_rule_no
      WHERE EXISTS (SELECT FROM rule AS x WHERE x.component = 'promotion')
    ) AS a
    CROSS JOIN LATERAL settlement.promotion_waiver(a.tenants, a.promotions, a.from_days, a.events, a.days, a.times, a.refs, a.fees) AS w
  )
  SELECT e.tenant_id, e.payment_event_id,
    CASE WHEN s.single_statement IS NULL THEN s.statements[width_bucket(e.settlement_day, s.starts)] ELSE s.single_statement END,
    f.fee_rule_id, g.fee_rule_id, e.amount_minor, e.platform_discount_minor,
    settlement.capture_fee(f.kind, e.amount_minor, 0, f.rate, f.fixed_minor, f.minimum_minor, f.maximum_minor, NULL, NULL, NULL, NULL, NULL),
    settlement.capture_fee(g.kind, e.amount_minor, 0, g.rate, g.fixed_minor, g.minimum_minor, g.maximum_minor, NULL, NULL, NULL, NULL, NULL),
    NULL::bigint, NULL::bigint, e.settlement_day, 'capture', e.currency, e.tax_free, e.zero_rated,
    settlement.vat_within(e.amount_minor + e.platform_discount_minor - e.tax_free - e.zero_rated), 0::bigint, NULL::uuid
  FROM event AS e
  JOIN priced_span AS s ON s.span_id = e.span_id
  LEFT JOIN picked AS k ON k.rule_set_id = s.rule_set_id AND k.method = e.method AND k.category = e.category AND k.channel = e.channel
    AND e.business_day >= k.segment_from AND e.business_day < k.segment_to
  LEFT JOIN rule AS f ON f.rule_no = s.first_rule_no + k.platform_place AND f.component = 'platform'
  LEFT JOIN rule AS g ON g.rule_no = s.first_rule_no + k.pg_place AND g.component = 'pg'
  WHERE NOT coalesce(f.is_by_volume, false) AND NOT coalesce(g.is_by_volume, false) AND k.promotion_place IS NULL
    AND e.settlement_day >= s.from_day AND e.payment_event_id NOT IN (SELECT c.payment_event_id FROM cancelled AS c)
  UNION ALL
  SELECT p.tenant_id, p.payment_event_id, p.statement_id, p.platform_rule_id, p.pg_rule_id, p.amount_minor, p.platform_discount_minor,
    p.platform_fee - coalesce(w.waived_minor, 0), p.pg_fee, p.platform_basis, p.pg_basis, p.settlement_day, 'capture', p.currency, p.tax_free, p.zero_rated,
    settlement.vat_within(p.amount_minor + p.platform_discount_minor - p.tax_free - p.zero_rated), coalesce(w.waived_minor, 0),
    CASE WHEN w.waived_minor > 0 THEN w.promotion_id END
  FROM priced AS p
  LEFT JOIN waiver AS w ON w.payment_event_id = p.payment_event_id
$capture_line$;
COMMENT ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[], date) IS 'What each capture of closed periods bears: rule, fee and its basis, a component each, VAT within it, and what a promotion waives. The one place that prices captures: settling, verifying and rehearsing read it. Volumes, caps and budgets count within a schedule. p_volume_tenants: settlement.volume_tenant of the tenants. p_read_from: settlement.earliest_read, if the caller knows it.';
REVOKE ALL ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[], date) TO mg_batch_owner;
