SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.platform_key() RETURNS TABLE (data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $platform_key$
  SELECT k.data_key_id, k.wrapped_key, k.wrapping_key_id FROM identity.data_key AS k
   WHERE k.owner_kind = 'platform' AND k.retired_at IS NULL AND k.destroyed_at IS NULL
$platform_key$;
COMMENT ON FUNCTION identity.platform_key() IS 'The data key of the platform itself, wrapped; no row before its first use.';
REVOKE ALL ON FUNCTION identity.platform_key() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.platform_key() TO mg_auth, mg_migrator;
SET ROLE mg_owner;
