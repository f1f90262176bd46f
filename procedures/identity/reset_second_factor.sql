SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.reset_second_factor(p_user_id uuid, p_reason text, p_actor uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reset_second_factor$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'identity.reset_factor');
  v_count integer;
BEGIN
  DELETE FROM identity.totp_key AS t WHERE t.user_id = p_user_id;
  DELETE FROM identity.passkey AS p WHERE p.user_id = p_user_id;
  DELETE FROM identity.recovery_code AS c WHERE c.user_id = p_user_id;
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'second_factor_reset'
   WHERE s.user_id = p_user_id AND s.revoked_at IS NULL;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  PERFORM identity.end_grants_of(NULL, p_user_id, 'recovered');
  PERFORM identity.note_security_event('second_factor_reset', 'high', p_user_id, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('reason', p_reason, 'actor', v_actor, 'sessions_ended', v_count));
  PERFORM identity.queue_mail(p_user_id, 'second_factor_changed');
  RETURN v_count;
END
$reset_second_factor$;
COMMENT ON FUNCTION identity.reset_second_factor(uuid, text, uuid) IS 'Takes all second factors of somebody who has lost them away, after their identity was checked by other means; signs out everywhere and returns how many sessions that ended.';
REVOKE ALL ON FUNCTION identity.reset_second_factor(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.reset_second_factor(uuid, text, uuid) TO mg_migrator;
SET ROLE mg_owner;
