SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_passkey(p_credential_id bytea) RETURNS TABLE (user_id uuid, public_key bytea, sign_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_passkey$
  SELECT p.user_id, p.public_key, p.sign_count
    FROM identity.passkey AS p
    JOIN identity.auth_user AS u ON u.user_id = p.user_id
   WHERE p.credential_id = p_credential_id AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL
$find_passkey$;
COMMENT ON FUNCTION identity.find_passkey(bytea) IS 'Whose passkey it is, and what its signatures are checked with. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.find_passkey(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_passkey(bytea) TO mg_auth;
SET ROLE mg_owner;
