CREATE OR REPLACE FUNCTION core.add_business_days(p_day date, p_days integer) RETURNS date
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $add_business_days$
DECLARE
  v_target  integer;
  v_skipped integer;
BEGIN
  IF p_days = 0 THEN
    RETURN p_day;
  ELSIF p_days < 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC003',
      MESSAGE = 'business days are counted forward only',
      DETAIL = format('%s days after %s', p_days, p_day),
      HINT = 'Give 0 or more days.';
  END IF;
  -- Number of the business day that is looked for: those up to p_day, and p_days more.
  v_target := core.weekdays_through(p_day) + p_days - coalesce((
    SELECT h.holidays_through FROM core.weekday_holiday AS h
     WHERE h.holiday_on <= p_day ORDER BY h.holiday_on DESC LIMIT 1), 0);
  -- A weekday holiday stands before it exactly if fewer business days than that precede the holiday.
  v_skipped := coalesce((
    SELECT h.holidays_through FROM core.weekday_holiday AS h
     WHERE h.business_days_before < v_target
     ORDER BY h.business_days_before DESC, h.holidays_through DESC LIMIT 1), 0);
  RETURN core.weekday_at(v_target + v_skipped);
END
$add_business_days$;
COMMENT ON FUNCTION core.add_business_days(date, integer) IS 'The n-th business day after a day; the day itself for n = 0. Weekends and core.holiday do not count.';
REVOKE ALL ON FUNCTION core.add_business_days(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.add_business_days(date, integer)
  TO mg_batch_owner, mg_app, mg_batch, mg_operator, mg_auditor;
