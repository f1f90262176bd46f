SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.open_session(
  p_user_id uuid, p_token_hash bytea,
  p_idle interval DEFAULT interval '30 minutes', p_absolute interval DEFAULT interval '12 hours'
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_session$
DECLARE
  v_id uuid;
BEGIN
  UPDATE identity.auth_user AS u SET failed_login_count = 0, locked_until = NULL
   WHERE u.user_id = p_user_id AND u.disabled_at IS NULL AND NOT u.is_service;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI104',
      MESSAGE = 'this user cannot log in',
      HINT = 'Ask an administrator of the platform.';
  END IF;
  INSERT INTO identity.auth_session (user_id, token_hash, idle_timeout, idle_expires_at, absolute_expires_at)
  VALUES (p_user_id, p_token_hash, p_idle,
          statement_timestamp() + least(p_idle, p_absolute), statement_timestamp() + p_absolute)
  RETURNING auth_session_id INTO v_id;
  RETURN v_id;
END
$open_session$;
COMMENT ON FUNCTION identity.open_session(uuid, bytea, interval, interval) IS 'Begins a session for who has given the right password; the caller keeps the token, only its hash comes here.';
REVOKE ALL ON FUNCTION identity.open_session(uuid, bytea, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.open_session(uuid, bytea, interval, interval) TO mg_auth;
SET ROLE mg_owner;
