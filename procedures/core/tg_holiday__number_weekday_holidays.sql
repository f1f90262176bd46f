CREATE OR REPLACE FUNCTION core.tg_holiday__number_weekday_holidays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_holiday__number_weekday_holidays$
BEGIN
  -- Renumbering reads every holiday, so that two writers may not do it at once.
  LOCK TABLE core.weekday_holiday IN SHARE ROW EXCLUSIVE MODE;
  MERGE INTO core.weekday_holiday AS w
  USING (SELECT d.holiday_on, row_number() OVER o AS holidays_through,
                core.weekdays_through(d.holiday_on) - row_number() OVER o AS business_days_before
           FROM (SELECT DISTINCT h.holiday_on FROM core.holiday AS h
                  WHERE extract(isodow FROM h.holiday_on) < 6) AS d
         WINDOW o AS (ORDER BY d.holiday_on)) AS n
     ON n.holiday_on = w.holiday_on
   WHEN MATCHED AND (w.holidays_through, w.business_days_before)
                    IS DISTINCT FROM (n.holidays_through, n.business_days_before)
        THEN UPDATE SET holidays_through = n.holidays_through, business_days_before = n.business_days_before
   WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (n.holiday_on, n.holidays_through, n.business_days_before)
   WHEN NOT MATCHED BY SOURCE THEN DELETE;
  RETURN NULL;
END
$tg_holiday__number_weekday_holidays$;
COMMENT ON FUNCTION core.tg_holiday__number_weekday_holidays() IS 'Keeps core.weekday_holiday in step with core.holiday.';
REVOKE ALL ON FUNCTION core.tg_holiday__number_weekday_holidays() FROM PUBLIC;
