SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_recovery_code(
  p_session_token text, p_code_hash bytea, p_new_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_recovery_code$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{second_factor,guest}');
BEGIN
  UPDATE identity.recovery_code AS c SET used_at = statement_timestamp()
   WHERE c.code_hash = p_code_hash AND c.user_id = v_session.user_id AND c.used_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.complete_factor(v_session, 'recovery_code', p_new_token_hash, p_address, p_request_id);
  PERFORM identity.note_security_event('recovery_code_used', 'low', v_session.user_id, NULL, v_session.auth_session_id,
    v_session.device_id, p_address, p_request_id);
  PERFORM identity.queue_mail(v_session.user_id, 'recovery_code_used');
  RETURN true;
END
$use_recovery_code$;
COMMENT ON FUNCTION identity.use_recovery_code(text, bytea, bytea, inet, uuid) IS 'Accepts one of the persons recovery codes, once, and tells them by mail; false if it is none.';
REVOKE ALL ON FUNCTION identity.use_recovery_code(text, bytea, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_recovery_code(text, bytea, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
