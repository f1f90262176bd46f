CREATE OR REPLACE FUNCTION ops.tax_period_end(p_day date, p_months integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $tax_period_end$
  SELECT (make_date(extract(year FROM p_day)::integer, (extract(month FROM p_day)::integer - 1) / p_months * p_months + 1, 1)::timestamp
    + make_interval(months => p_months))::date - 1
$tax_period_end$;
COMMENT ON FUNCTION ops.tax_period_end(date, integer) IS 'The last day of the tax period of some months, counted from January, that a day belongs to.';
REVOKE ALL ON FUNCTION ops.tax_period_end(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.tax_period_end(date, integer) TO mg_batch, mg_batch_owner, mg_operator, mg_auditor;
