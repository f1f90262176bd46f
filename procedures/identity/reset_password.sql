SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.reset_password(p_token_hash bytea, p_password_hash text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reset_password$
DECLARE
  v_user_id uuid := identity.use_token(p_token_hash, 'reset_password');
BEGIN
  PERFORM identity.set_password(v_user_id, p_password_hash);
  -- Whoever had the old one may have let an application in.
  PERFORM identity.end_grants_of(NULL, v_user_id, 'recovered');
  -- Who reads the address may try at once, whatever others guessed before.
  DELETE FROM identity.login_throttle AS t
   USING identity.auth_user AS u WHERE u.user_id = v_user_id AND t.subject = u.email_index;
  RETURN v_user_id;
END
$reset_password$;
COMMENT ON FUNCTION identity.reset_password(bytea, text) IS 'A new password for whoever has the mailed code; signs out everywhere. Returns whose.';
REVOKE ALL ON FUNCTION identity.reset_password(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.reset_password(bytea, text) TO mg_auth;
SET ROLE mg_owner;
