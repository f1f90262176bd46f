CREATE OR REPLACE FUNCTION core.shift_to_business_day(p_day date, p_policy text) RETURNS date
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $shift_to_business_day$
DECLARE
  v_step integer := CASE p_policy WHEN 'before' THEN -1 WHEN 'after' THEN 1 ELSE 0 END;
  v_day date := p_day;
BEGIN
  WHILE v_step <> 0 AND (extract(isodow FROM v_day) > 5 OR EXISTS (SELECT FROM core.weekday_holiday AS h WHERE h.holiday_on = v_day)) LOOP
    v_day := v_day + v_step;
  END LOOP;
  RETURN v_day;
END
$shift_to_business_day$;
COMMENT ON FUNCTION core.shift_to_business_day(date, text) IS 'A day that is no business day, moved: to the business day before it, the one after it, or not at all (calendar).';
REVOKE ALL ON FUNCTION core.shift_to_business_day(date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.shift_to_business_day(date, text) TO mg_owner, mg_batch_owner, mg_batch, mg_app, mg_operator, mg_auditor;
