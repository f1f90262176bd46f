CREATE OR REPLACE FUNCTION settlement.payout_date(
  p_period_end date, p_business_days integer, p_days integer, p_weekdays smallint[], p_month_days smallint[], p_policy text)
RETURNS date
LANGUAGE plpgsql STABLE
AS $payout_date$
DECLARE
  v_day date;
BEGIN
  IF p_policy = 'business_days' THEN
    RETURN core.add_business_days(p_period_end, p_business_days);
  END IF;
  -- Two months hold every day of week and month; 31 stands for the last one.
  SELECT min(d.day::date) INTO v_day
  FROM generate_series((p_period_end + p_days)::timestamp, (p_period_end + p_days + 62)::timestamp, interval '1 day') AS d (day)
  WHERE (p_weekdays IS NULL OR extract(isodow FROM d.day) = ANY (p_weekdays))
    AND (p_month_days IS NULL OR extract(day FROM d.day) = ANY (p_month_days)
      OR (31 = ANY (p_month_days) AND extract(day FROM d.day + interval '1 day') = 1));
  RETURN core.shift_to_business_day(v_day, p_policy);
END
$payout_date$;
COMMENT ON FUNCTION settlement.payout_date(date, integer, integer, smallint[], smallint[], text) IS 'When a period''s payout is due: the N-th business day after its end, or the first payout day of week or month not before the delay in calendar days, moved off holidays by the policy.';
REVOKE ALL ON FUNCTION settlement.payout_date(date, integer, integer, smallint[], smallint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.payout_date(date, integer, integer, smallint[], smallint[], text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
