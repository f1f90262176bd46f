SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.rehash_password(p_user_id uuid, p_password_hash text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rehash_password$
  UPDATE identity.auth_user AS u SET password_hash = p_password_hash
   WHERE u.user_id = p_user_id AND u.password_hash IS NOT NULL AND NOT u.is_service
$rehash_password$;
COMMENT ON FUNCTION identity.rehash_password(uuid, text) IS 'Keeps the same password under newer hash parameters, right after it was given.';
REVOKE ALL ON FUNCTION identity.rehash_password(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.rehash_password(uuid, text) TO mg_auth;
SET ROLE mg_owner;
