SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.set_password(p_user_id uuid, p_password_hash text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_password$
DECLARE
  v_count integer;
BEGIN
  UPDATE identity.auth_user AS u SET password_hash = p_password_hash, password_changed_at = statement_timestamp()
   WHERE u.user_id = p_user_id AND NOT u.is_service;
  -- Whoever held a session with the old password has to show the new one.
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'password_changed'
   WHERE s.user_id = p_user_id AND s.revoked_at IS NULL;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  PERFORM identity.note_security_event('password_changed', 'low', p_user_id, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('sessions_ended', v_count));
  PERFORM identity.queue_mail(p_user_id, 'password_changed');
  RETURN v_count;
END
$set_password$;
COMMENT ON FUNCTION identity.set_password(uuid, text) IS 'Changes a person''s password hash and signs out everywhere; returns how many sessions that ended.';
REVOKE ALL ON FUNCTION identity.set_password(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.set_password(uuid, text) TO mg_migrator;
SET ROLE mg_owner;
