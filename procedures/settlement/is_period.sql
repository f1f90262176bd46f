CREATE OR REPLACE FUNCTION settlement.is_period(p_cycle text, p_start date, p_end date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $is_period$
  SELECT settlement.period_start(p_cycle, p_start) = p_start AND settlement.period_end(p_cycle, p_start) = p_end
$is_period$;
COMMENT ON FUNCTION settlement.is_period(text, date, date) IS 'Whether two days begin and end a period of a cycle.';
REVOKE ALL ON FUNCTION settlement.is_period(text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.is_period(text, date, date) TO mg_batch, mg_batch_owner;
