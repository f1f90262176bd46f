CREATE OR REPLACE FUNCTION core.add_holiday(p_day date, p_name_ko text, p_name_en text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_holiday$
BEGIN
  INSERT INTO core.holiday AS h (holiday_on, source, name_ko, name_en) VALUES (p_day, 'ad_hoc', p_name_ko, p_name_en)
  ON CONFLICT (holiday_on, source) DO NOTHING;
  RETURN FOUND;
END
$add_holiday$;
COMMENT ON FUNCTION core.add_holiday(date, text, text) IS 'Adds a day by hand on which nothing is paid out, such as an election day; false if it was there.';
REVOKE ALL ON FUNCTION core.add_holiday(date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.add_holiday(date, text, text) TO mg_migrator, mg_batch;
