CREATE OR REPLACE FUNCTION core.weekday_at(p_number integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $weekday_at$
  SELECT date '0001-01-01' + (p_number - 1) / 5 * 7 + (p_number - 1) % 5
$weekday_at$;
COMMENT ON FUNCTION core.weekday_at(integer) IS 'The n-th day from Monday to Friday, counted from 0001-01-01: turns core.weekdays_through round.';
REVOKE ALL ON FUNCTION core.weekday_at(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.weekday_at(integer) TO mg_batch_owner, mg_app, mg_batch, mg_operator, mg_auditor;
