SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_failed_factor(
  p_session_token text, p_kind text, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_failed_factor$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{second_factor,set_up,guest}');
  v_count   integer;
BEGIN
  SELECT t.failed_count INTO v_count FROM identity.login_throttle AS t
   WHERE t.subject = sha256('factor'::bytea || uuid_send(v_session.user_id));
  -- Who guesses here has the password already.
  PERFORM identity.note_security_event('second_factor_failed', CASE WHEN v_count >= 5 THEN 'high' ELSE 'low' END,
    v_session.user_id, NULL, v_session.auth_session_id, v_session.device_id, p_address, p_request_id,
    jsonb_build_object('kind', p_kind, 'attempt', coalesce(v_count, 1)));
END
$note_failed_factor$;
COMMENT ON FUNCTION identity.note_failed_factor(text, text, inet, uuid) IS 'Writes down a second factor that was wrong; from the fifth in a row on as one of high severity.';
REVOKE ALL ON FUNCTION identity.note_failed_factor(text, text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.note_failed_factor(text, text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
