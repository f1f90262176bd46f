SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.change_password(p_session_token text, p_password_hash text, p_new_token_hash bytea) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $change_password$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
  v_count   integer;
BEGIN
  v_count := identity.set_password(v_session.user_id, p_password_hash);
  -- The browser in hand stays signed in, under another token: a copied one ends with the old password.
  UPDATE identity.auth_session AS s SET revoked_at = NULL, ended_because = NULL, token_hash = p_new_token_hash
   WHERE s.auth_session_id = v_session.auth_session_id;
  RETURN v_count - 1;
END
$change_password$;
COMMENT ON FUNCTION identity.change_password(text, text, bytea) IS 'A new password for the signed-in person, who has just given the old one; ends the other sessions and returns how many. The caller gives the session a new token.';
REVOKE ALL ON FUNCTION identity.change_password(text, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.change_password(text, text, bytea) TO mg_auth;
SET ROLE mg_owner;
