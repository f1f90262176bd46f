SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_totp(
  p_session_token text, p_step bigint, p_new_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_totp$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{second_factor,guest}');
BEGIN
  -- The row is locked by the first of two at once; the second one finds its step used.
  UPDATE identity.totp_key AS t SET last_step = p_step
   WHERE t.user_id = v_session.user_id AND t.confirmed_at IS NOT NULL AND t.last_step < p_step;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.complete_factor(v_session, 'totp', p_new_token_hash, p_address, p_request_id);
  RETURN true;
END
$use_totp$;
COMMENT ON FUNCTION identity.use_totp(text, bigint, bytea, inet, uuid) IS 'Accepts the code of a step of 30 seconds, which the caller has found right; false if that or a later one was used before.';
REVOKE ALL ON FUNCTION identity.use_totp(text, bigint, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_totp(text, bigint, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
