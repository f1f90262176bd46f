SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.judge_security_event(p_security_event_id uuid, p_verdict text, p_note text, p_actor uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $judge_security_event$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'identity.judge_security_event');
BEGIN
  IF p_verdict IS NULL OR p_verdict NOT IN ('expected', 'handled', 'false_alarm') OR btrim(coalesce(p_note, '')) = '' THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI004',
        MESSAGE = 'this is no verdict on a security event',
        DETAIL = coalesce(p_verdict, ''),
        HINT = 'Say expected, handled or false_alarm, and why.';
  END IF;
  UPDATE identity.security_event AS e
     SET acknowledged_at = statement_timestamp(), acknowledged_by = v_actor, acknowledged_as = p_verdict, note = btrim(p_note)
   WHERE e.security_event_id = p_security_event_id AND e.acknowledged_at IS NULL;
  IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM identity.security_event AS e WHERE e.security_event_id = p_security_event_id) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI407',
        MESSAGE = 'no such security event',
        DETAIL = coalesce(p_security_event_id::text, ''),
        HINT = 'mindgarden security list names them.';
  END IF;
  RETURN FOUND;
END
$judge_security_event$;
COMMENT ON FUNCTION identity.judge_security_event(uuid, text, text, uuid) IS 'Says what became of a security event; false if somebody said so before.';
REVOKE ALL ON FUNCTION identity.judge_security_event(uuid, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.judge_security_event(uuid, text, text, uuid) TO mg_migrator;
SET ROLE mg_owner;
