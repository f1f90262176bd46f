CREATE OR REPLACE FUNCTION settlement.fee_segment(
  p_tenants uuid[], p_first_day date, p_last_day date,
  p_used_tenants uuid[], p_schedules text[], p_methods text[], p_categories text[], p_channels text[])
RETURNS TABLE (
  tenant_id uuid, schedule_code text, method text, category text, channel text, segment_from date, segment_to date,
  platform_rule_id uuid, platform_kind text, platform_rate integer, platform_fixed bigint, platform_minimum bigint, platform_maximum bigint,
  platform_month_maximum bigint, platform_tier_from bigint[], platform_tier_rate integer[], platform_tier_base bigint[],
  pg_rule_id uuid, pg_kind text, pg_rate integer, pg_fixed bigint, pg_minimum bigint, pg_maximum bigint,
  pg_month_maximum bigint, pg_tier_from bigint[], pg_tier_rate integer[], pg_tier_base bigint[],
  promotion_id uuid, promotion_rate integer, promotion_budget bigint, is_by_volume boolean)
LANGUAGE sql STABLE ROWS 10000
AS $fee_segment$
  -- Picked once for each combination of codes, not for each event; a segment is a span of days with one rule a component.
  WITH combination AS MATERIALIZED (
    -- Numbered, so that what follows sorts and joins by one integer.
    SELECT row_number() OVER () AS combination_id, u.*
    FROM unnest(p_used_tenants, p_schedules, p_methods, p_categories, p_channels) AS u (tenant_id, schedule_code, method, category, channel)
  ), applicable AS MATERIALIZED (
    SELECT r.* FROM pricing.applicable_fee_rule AS r WHERE r.tenant_id = ANY (p_tenants) AND r.valid_from <= p_last_day AND r.valid_to > p_first_day
  ), promotion AS MATERIALIZED (
    SELECT t.tenant_id, t.schedule_code, p.promotion_id, p.method, p.category, p.channel, p.rate, p.budget_minor,
      coalesce(lower(t.valid_during), '-infinity') AS valid_from, coalesce(upper(t.valid_during), 'infinity') AS valid_to
    FROM pricing.tenant_promotion AS t
    JOIN pricing.promotion AS p ON p.promotion_id = t.promotion_id
    WHERE t.tenant_id = ANY (p_tenants)
  ), candidate AS MATERIALIZED (
    SELECT c.combination_id, r.component, r.precedence, r.fee_rule_id, r.valid_from, r.valid_to
    FROM combination AS c
    JOIN applicable AS r ON r.tenant_id = c.tenant_id AND r.method IN ('', c.method)
      AND r.category IN ('', c.category) AND r.channel IN ('', c.channel)
    UNION ALL
    SELECT c.combination_id, 'promotion', 0, p.promotion_id, p.valid_from, p.valid_to
    FROM combination AS c
    JOIN promotion AS p ON p.tenant_id = c.tenant_id AND p.schedule_code = c.schedule_code AND p.method IN ('', c.method)
      AND p.category IN ('', c.category) AND p.channel IN ('', c.channel)
  ), bound AS (
    -- Only days on which there are captures cut a segment: most rules are in force all the time.
    SELECT c.combination_id, p_first_day AS day FROM combination AS c
    UNION
    SELECT c.combination_id, c.valid_from FROM candidate AS c WHERE c.valid_from BETWEEN p_first_day + 1 AND p_last_day
    UNION
    SELECT c.combination_id, c.valid_to FROM candidate AS c WHERE c.valid_to BETWEEN p_first_day + 1 AND p_last_day
  ), segment AS (
    SELECT b.combination_id, b.day AS segment_from, lead(b.day, 1, 'infinity') OVER (PARTITION BY b.combination_id ORDER BY b.day) AS segment_to
    FROM bound AS b
  ), winner AS (
    SELECT DISTINCT ON (s.combination_id, s.segment_from, c.component)
      s.combination_id, s.segment_from, s.segment_to, c.component, c.fee_rule_id
    FROM segment AS s
    LEFT JOIN candidate AS c ON c.combination_id = s.combination_id AND c.valid_from <= s.segment_from AND s.segment_from < c.valid_to
    ORDER BY s.combination_id, s.segment_from, c.component, c.precedence DESC
  ), picked AS (
    SELECT w.combination_id, w.segment_from, w.segment_to,
      (array_agg(w.fee_rule_id) FILTER (WHERE w.component = 'platform'))[1] AS platform_rule_id,
      (array_agg(w.fee_rule_id) FILTER (WHERE w.component = 'pg'))[1] AS pg_rule_id,
      (array_agg(w.fee_rule_id) FILTER (WHERE w.component = 'promotion'))[1] AS promotion_id
    FROM winner AS w
    GROUP BY w.combination_id, w.segment_from, w.segment_to
  ), rule AS MATERIALIZED (
    SELECT DISTINCT ON (r.fee_rule_id) r.fee_rule_id, r.kind, r.rate, r.fixed_minor, r.minimum_minor, r.maximum_minor,
      r.month_maximum_minor, r.tier_from, r.tier_rate, r.tier_base
    FROM applicable AS r
    ORDER BY r.fee_rule_id
  )
  SELECT c.tenant_id, c.schedule_code, c.method, c.category, c.channel, s.segment_from, s.segment_to,
    s.platform_rule_id, f.kind, f.rate, f.fixed_minor, f.minimum_minor, f.maximum_minor, f.month_maximum_minor, f.tier_from, f.tier_rate, f.tier_base,
    s.pg_rule_id, g.kind, g.rate, g.fixed_minor, g.minimum_minor, g.maximum_minor, g.month_maximum_minor, g.tier_from, g.tier_rate, g.tier_base,
    s.promotion_id, p.rate, p.budget_minor,
    coalesce(f.kind <> 'percent', false) OR coalesce(g.kind <> 'percent', false) OR f.month_maximum_minor IS NOT NULL
      OR g.month_maximum_minor IS NOT NULL OR s.promotion_id IS NOT NULL
  FROM picked AS s
  JOIN combination AS c ON c.combination_id = s.combination_id
  LEFT JOIN rule AS f ON f.fee_rule_id = s.platform_rule_id
  LEFT JOIN rule AS g ON g.fee_rule_id = s.pg_rule_id
  LEFT JOIN promotion AS p ON p.tenant_id = c.tenant_id AND p.promotion_id = s.promotion_id
$fee_segment$;
COMMENT ON FUNCTION settlement.fee_segment(uuid[], date, date, uuid[], text[], text[], text[], text[]) IS 'For each combination of codes that captures of tenants use (the last arrays are its columns) on business days of a span: by business day the rule in force of each component and the promotion, with what its fee needs.';
REVOKE ALL ON FUNCTION settlement.fee_segment(uuid[], date, date, uuid[], text[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.fee_segment(uuid[], date, date, uuid[], text[], text[], text[], text[]) TO mg_batch_owner;
