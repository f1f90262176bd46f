SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.remove_totp(p_session_token text, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_totp$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  PERFORM identity.require_factor_change(v_session);
  DELETE FROM identity.totp_key AS t WHERE t.user_id = v_session.user_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.require_factor_left(v_session.user_id);
  PERFORM identity.note_factor_change(v_session, 'second_factor_removed', 'totp', p_address, p_request_id);
  RETURN true;
END
$remove_totp$;
COMMENT ON FUNCTION identity.remove_totp(text, inet, uuid) IS 'Takes the authenticator app away; false if there was none.';
REVOKE ALL ON FUNCTION identity.remove_totp(text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.remove_totp(text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
