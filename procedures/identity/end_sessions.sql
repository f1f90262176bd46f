SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_sessions(p_session_token text, p_auth_session_id uuid DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_sessions$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
  v_count   integer;
BEGIN
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'signed_out_elsewhere'
   WHERE s.user_id = v_session.user_id AND s.revoked_at IS NULL
     AND s.auth_session_id <> v_session.auth_session_id
     AND (p_auth_session_id IS NULL OR s.auth_session_id = p_auth_session_id);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    PERFORM identity.note_security_event('logged_out_elsewhere', 'info', v_session.user_id, NULL, v_session.auth_session_id,
      v_session.device_id, v_session.address, NULL, jsonb_build_object('ended', v_count));
  END IF;
  RETURN v_count;
END
$end_sessions$;
COMMENT ON FUNCTION identity.end_sessions(text, uuid) IS 'Signs the person out elsewhere: of one session, or (NULL) of all but the one in hand; returns how many ended. Somebody else''s session is none.';
REVOKE ALL ON FUNCTION identity.end_sessions(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_sessions(text, uuid) TO mg_auth;
SET ROLE mg_owner;
