CREATE OR REPLACE FUNCTION commerce.check_import(p_import_file_id uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET work_mem = '256MB'
AS $check_import$
DECLARE
  v_rows bigint;
  v_bad bigint;
BEGIN
  PERFORM commerce.read_import(p_import_file_id);
  SELECT count(*) INTO v_rows FROM commerce.import_event AS e WHERE e.import_file_id = p_import_file_id;
  PERFORM commerce.analyze_import(v_rows);
  PERFORM commerce.check_import_ref(p_import_file_id);
  SELECT count(*) INTO v_bad FROM commerce.import_event AS e WHERE e.import_file_id = p_import_file_id AND e.error IS NOT NULL;
  RETURN v_bad;
END
$check_import$;
COMMENT ON FUNCTION commerce.check_import(uuid) IS 'Reads what rows of a file are still staged, and checks its references: in the file, and against what is recorded. Takes no lock. Returns how many events are bad.';
ALTER FUNCTION commerce.check_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.check_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.check_import(uuid) TO mg_batch;
