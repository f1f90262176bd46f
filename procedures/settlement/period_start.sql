CREATE OR REPLACE FUNCTION settlement.period_start(p_cycle text, p_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $period_start$
  SELECT CASE p_cycle
    WHEN 'daily' THEN p_day
    WHEN 'weekly' THEN p_day - (extract(isodow FROM p_day)::integer - 1)
    WHEN 'semimonthly' THEN date_trunc('month', p_day::timestamp)::date
      + CASE WHEN extract(day FROM p_day) <= 15 THEN 0 ELSE 15 END
    WHEN 'monthly' THEN date_trunc('month', p_day::timestamp)::date
  END
$period_start$;
COMMENT ON FUNCTION settlement.period_start(text, date) IS 'First day of the period of a cycle that holds a day.';
REVOKE ALL ON FUNCTION settlement.period_start(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.period_start(text, date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
