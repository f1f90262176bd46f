CREATE OR REPLACE FUNCTION settlement.read_from(p_from_day date, p_is_by_volume boolean, p_volume_through date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $read_from$
  SELECT CASE WHEN NOT p_is_by_volume OR p_volume_through = p_from_day - 1 THEN p_from_day ELSE date_trunc('month', p_from_day::timestamp)::date END
$read_from$;
COMMENT ON FUNCTION settlement.read_from(date, boolean, date) IS 'The day from which on captures are read to price those from p_from_day on: where a fee goes by volume the first of its month, unless what came before is kept (p_volume_through: up to which day).';
REVOKE ALL ON FUNCTION settlement.read_from(date, boolean, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_from(date, boolean, date) TO mg_batch_owner;
