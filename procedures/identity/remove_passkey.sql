SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.remove_passkey(p_session_token text, p_passkey_id uuid, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_passkey$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  PERFORM identity.require_factor_change(v_session);
  DELETE FROM identity.passkey AS p WHERE p.passkey_id = p_passkey_id AND p.user_id = v_session.user_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.require_factor_left(v_session.user_id);
  PERFORM identity.note_factor_change(v_session, 'second_factor_removed', 'passkey', p_address, p_request_id);
  RETURN true;
END
$remove_passkey$;
COMMENT ON FUNCTION identity.remove_passkey(text, uuid, inet, uuid) IS 'Takes one of the persons passkeys away; false if it isnt theirs.';
REVOKE ALL ON FUNCTION identity.remove_passkey(text, uuid, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.remove_passkey(text, uuid, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
