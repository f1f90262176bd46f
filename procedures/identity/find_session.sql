SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_session(p_session_token text, p_awaiting text[] DEFAULT '{}') RETURNS identity.auth_session
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $find_session$
DECLARE
  v_session identity.auth_session;
BEGIN
  SELECT s.* INTO v_session
    FROM identity.auth_session AS s
    JOIN identity.auth_user AS u ON u.user_id = s.user_id
   WHERE s.token_hash = sha256(convert_to(p_session_token, 'UTF8'))
     AND s.revoked_at IS NULL AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL
     AND least(s.idle_expires_at, s.absolute_expires_at) > statement_timestamp();
  IF v_session.auth_session_id IS NULL THEN
    -- One answer for a token that is unknown, expired or revoked: it tells a thief nothing.
    RAISE EXCEPTION USING
      ERRCODE = 'MI101',
      MESSAGE = 'no such session',
      HINT = 'Sign in again.';
  END IF;
  IF v_session.awaits IS NOT NULL AND v_session.awaits <> ALL (p_awaiting) THEN
    RAISE EXCEPTION USING
      ERRCODE = CASE v_session.awaits WHEN 'set_up' THEN 'MI107' ELSE 'MI106' END,
      MESSAGE = CASE v_session.awaits WHEN 'set_up' THEN 'a second factor has to be set up' ELSE 'a second factor is needed' END,
      HINT = CASE v_session.awaits WHEN 'set_up' THEN 'Set up a second factor first.' ELSE 'Show your second factor.' END;
  END IF;
  -- A business vouched for the person, and may be wrong, or a thief: the account itself stays out of its reach.
  IF v_session.sso_connection_id IS NOT NULL AND 'guest' <> ALL (p_awaiting) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI116',
      MESSAGE = 'this is not for who signed in through a business',
      HINT = 'Sign in with your own password or passkey for it.';
  END IF;
  -- At most one write a minute, and none that waits: parallel requests of one person must not queue up here.
  IF current_setting('transaction_read_only') = 'off'
     AND v_session.idle_expires_at < statement_timestamp() + v_session.idle_timeout - interval '1 minute' THEN
    UPDATE identity.auth_session AS s
       SET idle_expires_at = least(statement_timestamp() + s.idle_timeout, s.absolute_expires_at), last_used_at = statement_timestamp()
     WHERE s.auth_session_id = (SELECT l.auth_session_id FROM identity.auth_session AS l
                                 WHERE l.auth_session_id = v_session.auth_session_id
                                   FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN v_session;
END
$find_session$;
COMMENT ON FUNCTION identity.find_session(text, text[]) IS 'The live session of a token, whose idle time begins anew; an error if there is none, or if it waits for something that the caller can''t do without; guest: one that a business vouched for will do. For doors.';
REVOKE ALL ON FUNCTION identity.find_session(text, text[]) FROM PUBLIC;
SET ROLE mg_owner;
