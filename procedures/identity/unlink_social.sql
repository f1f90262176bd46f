SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.unlink_social(p_session_token text, p_provider text, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unlink_social$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  PERFORM identity.require_factor_change(v_session);
  DELETE FROM identity.auth_user_social AS s WHERE s.user_id = v_session.user_id AND s.provider = p_provider;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM identity.auth_user AS u WHERE u.user_id = v_session.user_id AND u.password_hash IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM identity.auth_user_social AS s WHERE s.user_id = v_session.user_id)
     AND NOT EXISTS (SELECT 1 FROM identity.passkey AS p WHERE p.user_id = v_session.user_id) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI510',
        MESSAGE = 'this is the only way in',
        HINT = 'Set a password first: ask for one as if you had forgotten it.';
  END IF;
  PERFORM identity.note_security_event('social_unlinked', 'low', v_session.user_id, NULL, v_session.auth_session_id, v_session.device_id,
    p_address, p_request_id, jsonb_build_object('provider', p_provider));
  RETURN true;
END
$unlink_social$;
COMMENT ON FUNCTION identity.unlink_social(text, text, inet, uuid) IS 'Takes a log-in of another service away; refused for the only way in; false if there was none.';
REVOKE ALL ON FUNCTION identity.unlink_social(text, text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.unlink_social(text, text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
