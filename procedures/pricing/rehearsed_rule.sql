CREATE OR REPLACE FUNCTION pricing.rehearsed_rule(p_change jsonb, p_currency text, p_effective_on date, p_from date, p_through date)
RETURNS TABLE (place integer, rule pricing.tenant_fee_rule, stated daterange)
LANGUAGE sql STABLE ROWS 5
AS $rehearsed_rule$
  WITH given AS (
    SELECT pricing.read_fee_rule(d.rule, p_currency) AS rule, e.place
    FROM jsonb_array_elements(coalesce(p_change -> 'fee_rules', '[]') || coalesce(p_change -> 'replace', '[]')) WITH ORDINALITY AS e (rule, place)
    CROSS JOIN LATERAL (SELECT CASE WHEN coalesce(e.rule ->> 'valid_from', p_effective_on::text) IS NOT NULL
      THEN jsonb_build_object('valid_from', p_effective_on) || jsonb_strip_nulls(e.rule)
      ELSE jsonb_build_object('valid_from', p_from, 'valid_to', p_through + 1) || jsonb_strip_nulls(e.rule) END AS rule) AS d
  )
  -- Versions that begin only later are rehearsed as if they were in force, the first of them last: it is the one that stays.
  SELECT (row_number() OVER (ORDER BY l.is_later, CASE WHEN l.is_later THEN -(lower((g.rule).valid_during) - p_from) ELSE g.place END, g.place))::integer,
    CASE WHEN l.is_later THEN jsonb_populate_record(g.rule, jsonb_build_object('valid_during', daterange(p_from, p_through + 1))) ELSE g.rule END,
    (g.rule).valid_during
  FROM given AS g
  CROSS JOIN LATERAL (SELECT lower((g.rule).valid_during) > p_through AS is_later) AS l
  ORDER BY 1
$rehearsed_rule$;
COMMENT ON FUNCTION pricing.rehearsed_rule(jsonb, text, date, date, date) IS 'The fee rules of a change as they are rehearsed over past days: with their own days; without, over all of them; those that begin later as if they had begun.';
REVOKE ALL ON FUNCTION pricing.rehearsed_rule(jsonb, text, date, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.rehearsed_rule(jsonb, text, date, date, date) TO mg_batch_owner;
