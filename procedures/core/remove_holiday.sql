CREATE OR REPLACE FUNCTION core.remove_holiday(p_day date) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_holiday$
BEGIN
  DELETE FROM core.holiday AS h WHERE h.holiday_on = p_day AND h.source = 'ad_hoc';
  RETURN FOUND;
END
$remove_holiday$;
COMMENT ON FUNCTION core.remove_holiday(date) IS 'Takes back a day added by hand; published holidays stay. False if there was none.';
REVOKE ALL ON FUNCTION core.remove_holiday(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.remove_holiday(date) TO mg_migrator, mg_batch;
