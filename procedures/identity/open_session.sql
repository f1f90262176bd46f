SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.open_session(
  p_user_id uuid, p_token_hash bytea, p_portal text DEFAULT 'tenant', p_method text DEFAULT 'password',
  p_device_hash bytea DEFAULT NULL, p_user_agent text DEFAULT NULL, p_address inet DEFAULT NULL, p_country text DEFAULT NULL,
  p_request_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_session$
DECLARE
  v_id     uuid;
  v_index  bytea;
  v_device uuid;
  v_awaits text;
BEGIN
  -- Locked, so that log-ins at once can't each leave room for themselves alone.
  SELECT u.email_index INTO v_index FROM identity.auth_user AS u
   WHERE u.user_id = p_user_id AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL AND NOT u.is_service
     FOR NO KEY UPDATE;
  IF v_index IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI104',
      MESSAGE = 'this user cannot log in',
      HINT = 'Ask an administrator of the platform.';
  END IF;
  v_device := identity.recognize_device(p_user_id, p_device_hash, p_user_agent, p_address, p_country, p_request_id);
  -- A passkey is something one has and something one knows or is: two factors at once.
  v_awaits := CASE
    WHEN p_method = 'passkey' THEN NULL
    WHEN identity.has_second_factor(p_user_id) THEN 'second_factor'
    WHEN identity.needs_second_factor(p_user_id) THEN 'set_up'
  END;
  INSERT INTO identity.auth_session (user_id, token_hash, portal, method, device_id, address, awaits, second_factor_at, idle_timeout,
    idle_expires_at, absolute_expires_at)
  SELECT p_user_id, p_token_hash, p.portal, p_method, v_device, p_address, v_awaits, CASE p_method WHEN 'passkey' THEN statement_timestamp() END,
         l.idle, statement_timestamp() + l.idle, statement_timestamp() + CASE WHEN v_awaits IS NULL THEN p.absolute_timeout ELSE l.idle END
    FROM identity.portal_policy AS p
   CROSS JOIN LATERAL (SELECT CASE WHEN v_awaits IS NULL THEN p.idle_timeout ELSE least(p.idle_timeout, interval '10 minutes') END) AS l (idle)
   WHERE p.portal = p_portal
  RETURNING auth_session_id INTO v_id;
  DELETE FROM identity.login_throttle AS t WHERE t.subject IN (v_index, sha256(v_index || p_device_hash));
  -- The network address gets this one attempt back, and no more: who guesses doesn't wash it clean by logging in.
  UPDATE identity.login_throttle AS t SET failed_count = greatest(t.failed_count - 1, 0)
   WHERE t.subject = sha256(convert_to('address ' || host(p_address), 'UTF8'));
  PERFORM identity.limit_sessions(p_user_id, v_id, p_address, p_request_id);
  PERFORM identity.note_security_event(CASE WHEN v_awaits IS NULL THEN 'logged_in' ELSE 'first_factor_shown' END, 'info', p_user_id, NULL, v_id, v_device, p_address, p_request_id,
    jsonb_build_object('method', p_method, 'portal', p_portal));
  RETURN v_id;
END
$open_session$;
COMMENT ON FUNCTION identity.open_session(uuid, bytea, text, text, bytea, text, inet, text, uuid) IS 'Begins a session for who has given the right password or key; the caller keeps the token, only its hash comes here. Where a second factor is due, no door opens to it before that. The oldest session over the limit ends.';
REVOKE ALL ON FUNCTION identity.open_session(uuid, bytea, text, text, bytea, text, inet, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.open_session(uuid, bytea, text, text, bytea, text, inet, text, uuid) TO mg_auth;
SET ROLE mg_owner;
