CREATE OR REPLACE FUNCTION core.weekdays_through(p_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $weekdays_through$
  -- 0001-01-01 was a Monday.
  SELECT (p_day - date '0001-01-01') / 7 * 5 + least((p_day - date '0001-01-01') % 7 + 1, 5)
$weekdays_through$;
COMMENT ON FUNCTION core.weekdays_through(date) IS 'How many days from Monday to Friday there are from 0001-01-01 to a day, the day included.';
REVOKE ALL ON FUNCTION core.weekdays_through(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.weekdays_through(date) TO mg_batch_owner, mg_app, mg_batch, mg_operator, mg_auditor;
