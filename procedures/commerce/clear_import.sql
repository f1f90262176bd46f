CREATE OR REPLACE FUNCTION commerce.clear_import(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $clear_import$
BEGIN
  DELETE FROM commerce.import_event AS e WHERE e.import_file_id = p_import_file_id;
  DELETE FROM commerce.import_row AS r WHERE r.import_file_id = p_import_file_id;
END
$clear_import$;
COMMENT ON FUNCTION commerce.clear_import(uuid) IS 'Empties the staging of one import.';
ALTER FUNCTION commerce.clear_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.clear_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.clear_import(uuid) TO mg_batch;
