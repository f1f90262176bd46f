SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_challenge(p_challenge bytea, p_purpose text, p_session_token text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_challenge$
DECLARE
  v_session identity.auth_session;
BEGIN
  IF p_purpose <> 'log_in' THEN
    v_session := identity.find_session(p_session_token, '{set_up,second_factor,guest}');
  END IF;
  DELETE FROM identity.passkey_challenge AS c
   WHERE c.challenge = p_challenge AND c.purpose = p_purpose AND c.user_id IS NOT DISTINCT FROM v_session.user_id
     AND c.expires_at > statement_timestamp();
  RETURN FOUND;
END
$use_challenge$;
COMMENT ON FUNCTION identity.use_challenge(bytea, text, text) IS 'Uses a challenge up, before its answer is looked at; false if it is unknown, old, used, or another persons.';
REVOKE ALL ON FUNCTION identity.use_challenge(bytea, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_challenge(bytea, text, text) TO mg_auth;
SET ROLE mg_owner;
