SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.ensure_seal_key() RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $ensure_seal_key$
DECLARE
  v_id uuid;
BEGIN
  SELECT k.seal_key_id INTO v_id FROM core.seal_key AS k WHERE k.retired_at IS NULL LIMIT 1;
  IF v_id IS NULL THEN
    v_id := core.rotate_seal_key();
  END IF;
  RETURN v_id;
END
$ensure_seal_key$;
COMMENT ON FUNCTION core.ensure_seal_key() IS 'Makes the first seal key if there is none; for deployment.';
REVOKE ALL ON FUNCTION core.ensure_seal_key() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.ensure_seal_key() TO mg_owner, mg_migrator;
SET ROLE mg_owner;
