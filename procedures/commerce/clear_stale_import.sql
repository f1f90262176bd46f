CREATE OR REPLACE FUNCTION commerce.clear_stale_import() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $clear_stale_import$
BEGIN
  -- An import stages and clears within one transaction: what others can see of it is a dead one's.
  DELETE FROM commerce.import_event;
  DELETE FROM commerce.import_row;
END
$clear_stale_import$;
COMMENT ON FUNCTION commerce.clear_stale_import() IS 'Empties the staging of what imports that died have left; running imports are not seen.';
ALTER FUNCTION commerce.clear_stale_import() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.clear_stale_import() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.clear_stale_import() TO mg_batch;
