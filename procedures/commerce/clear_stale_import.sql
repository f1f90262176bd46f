CREATE OR REPLACE FUNCTION commerce.clear_stale_import() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $clear_stale_import$
DECLARE
  v_file_id uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  -- From one file to the next by the key, however many rows it has staged.
  LOOP
    v_file_id := least(
      (SELECT e.import_file_id FROM commerce.import_event AS e WHERE e.import_file_id > v_file_id ORDER BY 1 LIMIT 1),
      (SELECT r.import_file_id FROM commerce.import_row AS r WHERE r.import_file_id > v_file_id ORDER BY 1 LIMIT 1));
    EXIT WHEN v_file_id IS NULL;
    IF commerce.claim_import(v_file_id) THEN
      PERFORM commerce.clear_import(v_file_id);
    END IF;
  END LOOP;
END
$clear_stale_import$;
COMMENT ON FUNCTION commerce.clear_stale_import() IS 'Empties the staging of what imports that died have left; what belongs to one that is alive stays.';
ALTER FUNCTION commerce.clear_stale_import() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.clear_stale_import() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.clear_stale_import() TO mg_batch;
