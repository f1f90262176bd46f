CREATE OR REPLACE FUNCTION core.latest_day(p_days date[]) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $latest_day$
BEGIN
  RETURN (SELECT max(d) FROM unnest(p_days) AS d);
END
$latest_day$;
COMMENT ON FUNCTION core.latest_day(date[]) IS 'The latest of some days. A function rather than a subquery: the planner computes it, and so prunes partitions and estimates rows.';
REVOKE ALL ON FUNCTION core.latest_day(date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.latest_day(date[]) TO mg_batch_owner;
