SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.complete_factor(
  p_session identity.auth_session, p_kind text, p_new_token_hash bytea, p_address inet, p_request_id uuid
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $complete_factor$
BEGIN
  -- A new token: whoever saw the old one before the second factor has nothing of it.
  UPDATE identity.auth_session AS s
     SET second_factor_at = statement_timestamp(), awaits = NULL, token_hash = p_new_token_hash, last_used_at = statement_timestamp(),
         idle_timeout = p.idle_timeout, idle_expires_at = least(statement_timestamp() + p.idle_timeout, l.ends_at),
         absolute_expires_at = l.ends_at
    FROM identity.portal_policy AS p
   CROSS JOIN LATERAL (SELECT CASE WHEN p_session.awaits IS NULL THEN p_session.absolute_expires_at
                              ELSE statement_timestamp() + p.absolute_timeout END) AS l (ends_at)
   WHERE s.auth_session_id = p_session.auth_session_id AND p.portal = s.portal;
  DELETE FROM identity.login_throttle AS t WHERE t.subject = sha256('factor'::bytea || uuid_send(p_session.user_id));
  PERFORM identity.limit_sessions(p_session.user_id, p_session.auth_session_id, p_address, p_request_id);
  PERFORM identity.note_security_event(
    CASE WHEN p_session.awaits IS NULL THEN 'stepped_up' ELSE 'logged_in' END, 'info', p_session.user_id, NULL,
    p_session.auth_session_id, p_session.device_id, p_address, p_request_id,
    jsonb_build_object('method', p_session.method, 'second_factor', p_kind, 'portal', p_session.portal));
END
$complete_factor$;
COMMENT ON FUNCTION identity.complete_factor(identity.auth_session, text, bytea, inet, uuid) IS 'A session has shown its second factor: from here on doors open to it, under a new token.';
REVOKE ALL ON FUNCTION identity.complete_factor(identity.auth_session, text, bytea, inet, uuid) FROM PUBLIC;
SET ROLE mg_owner;
