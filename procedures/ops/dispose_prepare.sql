CREATE OR REPLACE FUNCTION ops.dispose_prepare(p_tenants uuid[], p_parameters jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $dispose_prepare$
DECLARE
  v_as_of date := ops.law_day(coalesce((p_parameters ->> 'as_of')::timestamptz, now()));
BEGIN
  PERFORM ops.dispose_import_file(v_as_of);
  PERFORM ops.drop_empty_partition(v_as_of);
  RETURN 0;
EXCEPTION WHEN lock_not_available THEN
  RETURN 0;
END
$dispose_prepare$;
COMMENT ON FUNCTION ops.dispose_prepare(uuid[], jsonb) IS 'Goes before a step of the disposal job, in a transaction of its own: drops the partitions and import files that earlier steps emptied, unless somebody uses the tables just then.';
ALTER FUNCTION ops.dispose_prepare(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.dispose_prepare(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.dispose_prepare(uuid[], jsonb) TO mg_batch;
