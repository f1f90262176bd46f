CREATE OR REPLACE FUNCTION commerce.analyze_import(p_rows bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $analyze_import$
BEGIN
  -- Rows staged in this very transaction are unknown to the planner, which then joins them to themselves in nested
  -- loops: 155,000 rows were not checked after nine minutes, with this in seconds. Big imports queue up here.
  IF p_rows >= 200 THEN
    ANALYZE commerce.import_event;
  END IF;
END
$analyze_import$;
COMMENT ON FUNCTION commerce.analyze_import(bigint) IS 'Tells the planner how many events are staged, if they are many; their own transaction calls it.';
REVOKE ALL ON FUNCTION commerce.analyze_import(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.analyze_import(bigint) TO mg_batch_owner;
