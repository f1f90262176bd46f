SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_failed_log_in(
  p_user_id uuid, p_email_index bytea, p_address inet, p_request_id uuid
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_failed_log_in$
DECLARE
  v_count integer;
BEGIN
  SELECT t.failed_count INTO v_count FROM identity.login_throttle AS t WHERE t.subject = p_email_index;
  -- The fifth in a row locks; who guesses at addresses that nobody has is told by the network address.
  PERFORM identity.note_security_event(
    CASE WHEN v_count = 5 AND p_user_id IS NOT NULL THEN 'log_in_locked' ELSE 'log_in_failed' END,
    CASE WHEN v_count = 5 AND p_user_id IS NOT NULL THEN 'high' WHEN p_user_id IS NULL THEN 'info' ELSE 'low' END,
    p_user_id, NULL, NULL, NULL, p_address, p_request_id, jsonb_build_object('attempt', coalesce(v_count, 1)));
END
$note_failed_log_in$;
COMMENT ON FUNCTION identity.note_failed_log_in(uuid, bytea, inet, uuid) IS 'Writes down a wrong password; the lock-out as one of high severity.';
REVOKE ALL ON FUNCTION identity.note_failed_log_in(uuid, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.note_failed_log_in(uuid, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
