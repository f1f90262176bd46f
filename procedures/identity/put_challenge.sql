SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_challenge(p_challenge bytea, p_purpose text, p_session_token text DEFAULT NULL) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_challenge$
DECLARE
  v_session identity.auth_session;
BEGIN
  IF p_purpose <> 'log_in' THEN
    v_session := identity.find_session(p_session_token, CASE p_purpose WHEN 'add' THEN '{set_up}' ELSE '{second_factor,guest}' END::text[]);
  END IF;
  IF p_purpose = 'add' THEN
    PERFORM identity.require_factor_change(v_session);
  END IF;
  INSERT INTO identity.passkey_challenge (challenge, purpose, user_id, expires_at)
  VALUES (p_challenge, p_purpose, v_session.user_id, statement_timestamp() + interval '10 minutes');
  RETURN statement_timestamp() + interval '10 minutes';
END
$put_challenge$;
COMMENT ON FUNCTION identity.put_challenge(bytea, text, text) IS 'Makes a challenge good for one answer: of anybody who signs in, or of the person of a session; returns until when.';
REVOKE ALL ON FUNCTION identity.put_challenge(bytea, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_challenge(bytea, text, text) TO mg_auth;
SET ROLE mg_owner;
