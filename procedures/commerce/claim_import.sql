CREATE OR REPLACE FUNCTION commerce.claim_import(p_import_file_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_import$
BEGIN
  RETURN pg_try_advisory_xact_lock(core.lock_class('import'), uuid_hash(p_import_file_id));
END
$claim_import$;
COMMENT ON FUNCTION commerce.claim_import(uuid) IS 'Shows, until this transaction ends, that an import is alive, so that nobody clears what its parts have staged; false if somebody else''s transaction shows it.';
ALTER FUNCTION commerce.claim_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.claim_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.claim_import(uuid) TO mg_batch;
