SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.verify_email(p_token_hash bytea, p_request_id uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $verify_email$
DECLARE
  v_user_id uuid := identity.use_token(p_token_hash, 'verify_email');
BEGIN
  PERFORM identity.note_security_event('email_verified', 'info', v_user_id, NULL, NULL, NULL, NULL, p_request_id);
  RETURN v_user_id;
END
$verify_email$;
COMMENT ON FUNCTION identity.verify_email(bytea, uuid) IS 'Confirms a new account''s address by the code that was mailed there; returns whose.';
REVOKE ALL ON FUNCTION identity.verify_email(bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.verify_email(bytea, uuid) TO mg_auth;
SET ROLE mg_owner;
