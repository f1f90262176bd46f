CREATE OR REPLACE FUNCTION settlement.decide_anomaly(p_anomaly_id uuid, p_status text, p_note text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $decide_anomaly$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.judge_anomaly');
  v_anomaly settlement.anomaly;
BEGIN
  IF p_status IS NULL OR p_status NOT IN ('acknowledged', 'false_alarm') OR (p_status = 'false_alarm' AND coalesce(btrim(p_note), '') = '') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS032', MESSAGE = 'an anomaly is acknowledged, or called a false alarm for a reason',
      DETAIL = format('state %s, note %s', quote_nullable(p_status), quote_nullable(p_note)), HINT = 'Say why it is a false alarm.';
  END IF;
  SELECT a.* INTO v_anomaly FROM settlement.anomaly AS a WHERE a.anomaly_id = p_anomaly_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS433', MESSAGE = 'unknown anomaly', DETAIL = format('anomaly %s', p_anomaly_id), HINT = 'mindgarden anomaly list names them.';
  ELSIF v_anomaly.status = p_status THEN
    RETURN p_status;
  END IF;
  UPDATE settlement.anomaly AS a SET status = p_status, note = coalesce(p_note, ''), decided_at = now(), decided_by = v_actor
  WHERE a.tenant_id = v_anomaly.tenant_id AND a.anomaly_id = p_anomaly_id;
  PERFORM audit.record(v_anomaly.tenant_id, 'settlement.anomaly.' || p_status, p_anomaly_id::text,
    jsonb_build_object('rule_code', v_anomaly.rule_code, 'subject', v_anomaly.subject, 'was', v_anomaly.status, 'note', coalesce(p_note, '')), v_actor);
  RETURN p_status;
END
$decide_anomaly$;
COMMENT ON FUNCTION settlement.decide_anomaly(uuid, text, text, uuid) IS 'Acknowledges an anomaly or calls it a false alarm, with a note. Deciding it the same way again changes nothing; another decision takes the place of the first.';
ALTER FUNCTION settlement.decide_anomaly(uuid, text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.decide_anomaly(uuid, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.decide_anomaly(uuid, text, text, uuid) TO mg_batch;
