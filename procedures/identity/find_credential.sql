SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_credential(p_email text)
RETURNS TABLE (user_id uuid, password_hash text, is_locked boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_credential$
  SELECT u.user_id, u.password_hash, coalesce(u.locked_until > statement_timestamp(), false)
    FROM identity.auth_user AS u
   WHERE u.email = lower(btrim(p_email)) AND u.password_hash IS NOT NULL AND u.disabled_at IS NULL
$find_credential$;
COMMENT ON FUNCTION identity.find_credential(text) IS 'What is needed to check a password; no row for who cannot log in. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.find_credential(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_credential(text) TO mg_auth;
SET ROLE mg_owner;
