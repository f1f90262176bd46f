SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_confirmation(
  p_session_token text, p_is_right boolean, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_confirmation$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  IF p_is_right THEN
    DELETE FROM identity.login_throttle AS t
     USING identity.auth_user AS u WHERE u.user_id = v_session.user_id AND t.subject = sha256('confirm'::bytea || u.email_index);
    UPDATE identity.auth_session AS s SET first_factor_at = statement_timestamp()
     WHERE s.auth_session_id = v_session.auth_session_id;
  ELSE
    PERFORM identity.note_security_event('confirmation_failed', 'low', v_session.user_id, NULL, v_session.auth_session_id,
      v_session.device_id, p_address, p_request_id);
  END IF;
END
$end_confirmation$;
COMMENT ON FUNCTION identity.end_confirmation(text, boolean, inet, uuid) IS 'How it went with the password that identity.begin_confirmation was asked for: notes the time and forgets the counted attempts, or writes the failure down. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.end_confirmation(text, boolean, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_confirmation(text, boolean, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
