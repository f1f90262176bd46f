SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_confirmation(p_session_token text)
RETURNS TABLE (password_hash text, retry_after interval)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_confirmation$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
  v_subject bytea;
BEGIN
  SELECT u.password_hash, sha256('confirm'::bytea || u.email_index) INTO password_hash, v_subject
    FROM identity.auth_user AS u WHERE u.user_id = v_session.user_id;
  retry_after := identity.count_attempt(v_subject, 'account', 5);
  IF retry_after IS NOT NULL THEN
    password_hash := NULL;
  END IF;
  RETURN NEXT;
END
$begin_confirmation$;
COMMENT ON FUNCTION identity.begin_confirmation(text) IS 'What the signed-in person''s own password is checked against before something delicate, or how long to wait; whoever found an open browser does not guess it. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_confirmation(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_confirmation(text) TO mg_auth;
SET ROLE mg_owner;
