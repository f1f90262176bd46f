CREATE OR REPLACE FUNCTION settlement.set_anomaly_rule(p_rule_code text, p_parameters jsonb DEFAULT NULL, p_is_enabled boolean DEFAULT NULL, p_actor uuid DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_anomaly_rule$
DECLARE
  v_rule settlement.anomaly_rule;
BEGIN
  PERFORM identity.require_actor(p_actor, 'settlement.judge_anomaly');
  SELECT r.* INTO v_rule FROM settlement.anomaly_rule AS r WHERE r.rule_code = p_rule_code FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM jsonb_each(p_parameters) AS g (name, value)
    WHERE NOT v_rule.parameters ? g.name OR jsonb_typeof(g.value) <> 'number' OR (g.value::text LIKE '%.%' AND v_rule.parameters ->> g.name NOT LIKE '%.%')
      OR g.value::text::numeric < 0) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS434', MESSAGE = 'unknown anomaly rule or parameter',
      DETAIL = format('rule %s, parameters %s; it has %s', quote_nullable(p_rule_code), p_parameters, v_rule.parameters), HINT = 'mindgarden anomaly rules names them; numbers that are whole stay whole.';
  END IF;
  UPDATE settlement.anomaly_rule AS r
  SET parameters = r.parameters || coalesce(p_parameters, '{}'), is_enabled = coalesce(p_is_enabled, r.is_enabled)
  WHERE r.rule_code = p_rule_code
  RETURNING r.parameters INTO v_rule.parameters;
  RETURN v_rule.parameters;
END
$set_anomaly_rule$;
COMMENT ON FUNCTION settlement.set_anomaly_rule(text, jsonb, boolean, uuid) IS 'Changes thresholds of a rule (those that are named) or switches it on or off; null leaves either as it is. Returns its parameters.';
ALTER FUNCTION settlement.set_anomaly_rule(text, jsonb, boolean, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.set_anomaly_rule(text, jsonb, boolean, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.set_anomaly_rule(text, jsonb, boolean, uuid) TO mg_batch;
