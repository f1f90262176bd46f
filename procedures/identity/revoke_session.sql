SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_session(p_session_token text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_session$
DECLARE
  v_session identity.auth_session;
BEGIN
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'signed_out'
   WHERE s.token_hash = sha256(convert_to(p_session_token, 'UTF8')) AND s.revoked_at IS NULL
  RETURNING s.* INTO v_session;
  IF v_session.auth_session_id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM identity.note_security_event('logged_out', 'info', v_session.user_id, NULL, v_session.auth_session_id,
    v_session.device_id, v_session.address, NULL);
  RETURN true;
END
$revoke_session$;
COMMENT ON FUNCTION identity.revoke_session(text) IS 'Signs out; false if there was nothing to end.';
REVOKE ALL ON FUNCTION identity.revoke_session(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_session(text) TO mg_auth;
SET ROLE mg_owner;
