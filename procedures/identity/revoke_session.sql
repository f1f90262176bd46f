SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_session(p_session_token text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_session$
BEGIN
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp()
   WHERE s.token_hash = sha256(convert_to(p_session_token, 'UTF8')) AND s.revoked_at IS NULL;
  RETURN FOUND;
END
$revoke_session$;
COMMENT ON FUNCTION identity.revoke_session(text) IS 'Signs out; false if there was nothing to end.';
REVOKE ALL ON FUNCTION identity.revoke_session(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_session(text) TO mg_auth;
SET ROLE mg_owner;
