CREATE OR REPLACE FUNCTION core.earliest_day(p_days date[]) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $earliest_day$
BEGIN
  RETURN (SELECT min(d) FROM unnest(p_days) AS d);
END
$earliest_day$;
COMMENT ON FUNCTION core.earliest_day(date[]) IS 'The earliest of some days. A function rather than a subquery: the planner computes it, and so prunes partitions and estimates rows.';
REVOKE ALL ON FUNCTION core.earliest_day(date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.earliest_day(date[]) TO mg_batch_owner;
