CREATE OR REPLACE FUNCTION settlement.period_end(p_cycle text, p_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $period_end$
  SELECT CASE p_cycle
    WHEN 'daily' THEN p_day
    WHEN 'weekly' THEN p_day + (7 - extract(isodow FROM p_day)::integer)
    WHEN 'semimonthly' THEN CASE
      WHEN extract(day FROM p_day) <= 15 THEN date_trunc('month', p_day::timestamp)::date + 14
      ELSE (date_trunc('month', p_day::timestamp) + interval '1 month')::date - 1 END
    WHEN 'monthly' THEN (date_trunc('month', p_day::timestamp) + interval '1 month')::date - 1
  END
$period_end$;
COMMENT ON FUNCTION settlement.period_end(text, date) IS 'Last day of the period of a cycle that holds a day: weeks run Monday to Sunday, half months 1-15 and 16-end.';
REVOKE ALL ON FUNCTION settlement.period_end(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.period_end(text, date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
