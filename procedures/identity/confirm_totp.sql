SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.confirm_totp(
  p_session_token text, p_step bigint, p_new_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $confirm_totp$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{set_up}');
BEGIN
  PERFORM identity.require_factor_change(v_session);
  UPDATE identity.totp_key AS t SET last_step = p_step, confirmed_at = statement_timestamp()
   WHERE t.user_id = v_session.user_id AND t.confirmed_at IS NULL AND t.last_step < p_step;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.note_factor_change(v_session, 'second_factor_added', 'totp', p_address, p_request_id);
  PERFORM identity.complete_factor(v_session, 'totp', p_new_token_hash, p_address, p_request_id);
  RETURN true;
END
$confirm_totp$;
COMMENT ON FUNCTION identity.confirm_totp(text, bigint, bytea, inet, uuid) IS 'The first right code of an authenticator app makes it a second factor.';
REVOKE ALL ON FUNCTION identity.confirm_totp(text, bigint, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.confirm_totp(text, bigint, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
