CREATE OR REPLACE FUNCTION settlement.span_rule(
  p_tenants uuid[], p_span_tenants uuid[], p_span_schedules text[], p_first_day date, p_last_day date)
RETURNS TABLE (
  tenant_id uuid, span_id bigint, rule_set_id bigint, first_rule_no bigint, place bigint, rule_no bigint, component text, precedence integer,
  method text, category text, channel text, day_from date, day_to date, fee_rule_id uuid, kind text, rate integer, fixed_minor bigint,
  minimum_minor bigint, maximum_minor bigint, month_maximum_minor bigint, tier_from bigint[], tier_rate integer[], tier_base bigint[],
  is_by_volume boolean, group_no bigint)
LANGUAGE sql STABLE ROWS 1000
AS $span_rule$
  WITH span AS MATERIALIZED (
    SELECT u.* FROM unnest(p_span_tenants, p_span_schedules) WITH ORDINALITY AS u (tenant_id, schedule_code, span_id)
  ), offer AS MATERIALIZED (
    -- Cut to the days on which there are captures: most rules are in force on all of them, and so alike.
    SELECT r.tenant_id, NULL::text AS schedule_code, r.component, r.precedence, r.method, r.category, r.channel,
      greatest(r.valid_from, p_first_day) AS day_from, CASE WHEN r.valid_to <= p_last_day THEN r.valid_to ELSE 'infinity' END AS day_to,
      r.fee_rule_id, r.kind, r.rate, r.fixed_minor, r.minimum_minor, r.maximum_minor, r.month_maximum_minor, r.tier_from, r.tier_rate, r.tier_base
    FROM pricing.applicable_fee_rule AS r
    WHERE r.tenant_id = ANY (p_tenants) AND r.valid_from <= p_last_day AND r.valid_to > p_first_day
    UNION ALL
    SELECT t.tenant_id, t.schedule_code, 'promotion', 0, p.method, p.category, p.channel,
      greatest(coalesce(lower(t.valid_during), '-infinity'), p_first_day),
      CASE WHEN upper(t.valid_during) <= p_last_day THEN upper(t.valid_during) ELSE 'infinity' END,
      p.promotion_id, 'promotion', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM pricing.tenant_promotion AS t
    JOIN pricing.promotion AS p ON p.promotion_id = t.promotion_id
    WHERE t.tenant_id = ANY (p_tenants) AND t.valid_during && daterange(p_first_day, p_last_day, '[]')
  ), selector AS MATERIALIZED (
    SELECT row_number() OVER () AS selector_id, d.*
    FROM (SELECT DISTINCT o.component, o.precedence, o.method, o.category, o.channel, o.day_from, o.day_to FROM offer AS o) AS d
  ), rule AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY s.span_id, x.selector_id) AS rule_no, s.span_id, x.selector_id, o.*
    FROM offer AS o
    JOIN selector AS x ON x.component = o.component AND x.precedence = o.precedence AND x.method = o.method AND x.category = o.category
      AND x.channel = o.channel AND x.day_from = o.day_from AND x.day_to = o.day_to
    JOIN span AS s ON s.tenant_id = o.tenant_id AND (o.schedule_code IS NULL OR s.schedule_code = o.schedule_code)
  ), signed AS MATERIALIZED (
    SELECT r.span_id, min(r.rule_no) AS first_rule_no, array_agg(r.selector_id ORDER BY r.rule_no) AS selectors FROM rule AS r GROUP BY r.span_id
  ), rule_set AS MATERIALIZED (
    SELECT g.selectors, min(g.span_id) AS rule_set_id FROM signed AS g GROUP BY g.selectors
  ), summed AS (
    -- One number for what is summed up together, however often a plan with the rule was joined.
    SELECT r.span_id, r.fee_rule_id, min(r.rule_no) AS group_no
    FROM rule AS r
    WHERE r.kind = 'tiered' OR r.month_maximum_minor IS NOT NULL
    GROUP BY r.span_id, r.fee_rule_id
  )
  SELECT r.tenant_id, r.span_id, e.rule_set_id, g.first_rule_no, r.rule_no - g.first_rule_no, r.rule_no, r.component, r.precedence, r.method, r.category, r.channel,
    r.day_from, r.day_to, r.fee_rule_id, r.kind, r.rate, r.fixed_minor, r.minimum_minor, r.maximum_minor, r.month_maximum_minor, r.tier_from, r.tier_rate,
    r.tier_base, r.kind <> 'percent' OR r.month_maximum_minor IS NOT NULL, m.group_no
  FROM rule AS r
  JOIN signed AS g ON g.span_id = r.span_id
  JOIN rule_set AS e ON e.selectors = g.selectors
  LEFT JOIN summed AS m ON m.span_id = r.span_id AND m.fee_rule_id = r.fee_rule_id
$span_rule$;
COMMENT ON FUNCTION settlement.span_rule(uuid[], uuid[], text[], date, date) IS 'The fee rules and promotions that captures of spans (tenant and schedule, numbered by their place) may bear on business days between two. Numbered in a row from first_rule_no on within a span; spans whose rules are for the same codes and days share a rule set, named by its first span, so that a place in one is a place in all of them. group_no: what is summed up together (tiers, caps).';
REVOKE ALL ON FUNCTION settlement.span_rule(uuid[], uuid[], text[], date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.span_rule(uuid[], uuid[], text[], date, date) TO mg_batch_owner;
