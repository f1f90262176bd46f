SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_factor(p_session_token text) RETURNS interval
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_factor$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{second_factor,set_up,guest}');
  v_wait    interval;
BEGIN
  v_wait := identity.count_attempt(sha256('factor'::bytea || uuid_send(v_session.user_id)), 'account', 5);
  IF v_wait IS NOT NULL THEN
    PERFORM identity.note_security_event('second_factor_blocked', 'low', v_session.user_id, NULL, v_session.auth_session_id,
      v_session.device_id, v_session.address, NULL, jsonb_build_object('seconds', ceil(extract(epoch FROM v_wait))));
  END IF;
  RETURN v_wait;
END
$begin_factor$;
COMMENT ON FUNCTION identity.begin_factor(text) IS 'Counts an attempt at a second factor as failed until it has succeeded; NULL, or how long to wait before the next one.';
REVOKE ALL ON FUNCTION identity.begin_factor(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_factor(text) TO mg_auth;
SET ROLE mg_owner;
