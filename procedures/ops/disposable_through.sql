CREATE OR REPLACE FUNCTION ops.disposable_through(p_as_of date, p_rule_key text DEFAULT 'money') RETURNS date
LANGUAGE sql STABLE
AS $disposable_through$
  WITH tax_period AS MATERIALIZED (
    -- Only days that a rule covers: any other is kept.
    SELECT m.last_day
    FROM (SELECT (g.day + interval '1 month')::date - 1 AS last_day
      FROM generate_series(date_trunc('month', p_as_of - interval '40 years'), p_as_of::timestamp, interval '1 month') AS g (day)) AS m
    JOIN ops.retention_rule AS r ON r.rule_key = p_rule_key AND r.valid_during @> m.last_day AND ops.tax_period_end(m.last_day, r.tax_months) = m.last_day
    WHERE m.last_day < p_as_of - interval '1 year'
  )
  SELECT max(t.last_day) FROM tax_period AS t WHERE ops.keep_until(t.last_day, p_rule_key) < p_as_of
$disposable_through$;
COMMENT ON FUNCTION ops.disposable_through(date, text) IS 'The last day whose records, with all before them, need not be kept any more on a day: the end of a tax period. Null: none.';
REVOKE ALL ON FUNCTION ops.disposable_through(date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.disposable_through(date, text) TO mg_batch, mg_batch_owner, mg_operator, mg_auditor;
