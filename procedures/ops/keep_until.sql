CREATE OR REPLACE FUNCTION ops.keep_until(p_day date, p_rule_key text DEFAULT 'money') RETURNS date
LANGUAGE plpgsql STABLE
AS $keep_until$
DECLARE
  v_rule ops.retention_rule;
  v_period_end date;
  v_filed_by date;
BEGIN
  SELECT r.* INTO v_rule FROM ops.retention_rule AS r WHERE r.rule_key = p_rule_key AND r.valid_during @> p_day;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MO410', MESSAGE = 'no retention rule covers the day', DETAIL = format('rule %s on %s', p_rule_key, p_day),
      HINT = 'Add it to ops.retention_rule; until then nothing of that day is disposed of.';
  END IF;
  v_period_end := ops.tax_period_end(p_day, v_rule.tax_months);
  -- A deadline on a day that is no business day is the next one (Framework Act on National Taxes art. 5).
  v_filed_by := core.add_business_days(v_period_end + v_rule.filing_days - 1, 1);
  RETURN (v_filed_by + make_interval(years => v_rule.keep_years))::date;
END
$keep_until$;
COMMENT ON FUNCTION ops.keep_until(date, text) IS 'The last day on which money records of a day must be kept: so many years after the filing deadline of its tax period.';
REVOKE ALL ON FUNCTION ops.keep_until(date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.keep_until(date, text) TO mg_batch, mg_batch_owner, mg_operator, mg_auditor;
