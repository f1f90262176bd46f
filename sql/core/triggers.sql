-- Statement triggers: a list of holidays renumbers once.
CREATE OR REPLACE TRIGGER _100_number_weekday_holidays
  AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON core.holiday
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg_holiday__number_weekday_holidays();
