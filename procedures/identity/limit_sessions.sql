SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.limit_sessions(p_user_id uuid, p_newest uuid, p_address inet, p_request_id uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $limit_sessions$
DECLARE
  v_limit integer;
  v_ended integer;
BEGIN
  SELECT min(l.max_sessions) INTO v_limit FROM identity.session_limit AS l
   WHERE l.role_code IN (SELECT m.role_code FROM identity.membership AS m WHERE m.user_id = p_user_id AND m.revoked_at IS NULL
                         UNION ALL SELECT 'OPERATOR' FROM identity.operator AS o WHERE o.user_id = p_user_id AND o.revoked_at IS NULL
                         UNION ALL SELECT '');
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'too_many'
   WHERE s.auth_session_id IN (
     SELECT o.auth_session_id FROM identity.auth_session AS o
      WHERE o.user_id = p_user_id AND o.revoked_at IS NULL AND o.awaits IS DISTINCT FROM 'second_factor' AND least(o.idle_expires_at, o.absolute_expires_at) > statement_timestamp()
      ORDER BY o.auth_session_id = p_newest DESC, o.last_used_at DESC, o.auth_session_id DESC
      OFFSET v_limit);
  GET DIAGNOSTICS v_ended = ROW_COUNT;
  IF v_ended > 0 THEN
    PERFORM identity.note_security_event('parallel_log_in', 'low', p_user_id, NULL, p_newest, NULL, p_address, p_request_id,
      jsonb_build_object('ended', v_ended, 'limit', v_limit));
  END IF;
  RETURN v_ended;
END
$limit_sessions$;
COMMENT ON FUNCTION identity.limit_sessions(uuid, uuid, inet, uuid) IS 'Ends the sessions that were used longest ago, until there are no more than the strictest of the person''s roles allows; returns how many.';
REVOKE ALL ON FUNCTION identity.limit_sessions(uuid, uuid, inet, uuid) FROM PUBLIC;
SET ROLE mg_owner;
