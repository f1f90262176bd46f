SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_signing_key() RETURNS TABLE (signing_key_id text, public_key jsonb, private_sealed bytea, data_key_id uuid, wrapped_key bytea, wrapping_key_id text, active_at timestamptz,
               is_active boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_signing_key$
  SELECT k.signing_key_id, k.public_key, k.private_sealed, d.data_key_id, d.wrapped_key, d.wrapping_key_id, k.active_at,
         k.active_at <= statement_timestamp()
    FROM identity.signing_key AS k JOIN identity.data_key AS d ON d.data_key_id = k.data_key_id
   ORDER BY k.active_at DESC, k.signing_key_id DESC
$list_signing_key$;
COMMENT ON FUNCTION identity.list_signing_key() IS 'The keys that are published, newest first: the first that is active signs.';
REVOKE ALL ON FUNCTION identity.list_signing_key() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_signing_key() TO mg_auth, mg_migrator;
SET ROLE mg_owner;
