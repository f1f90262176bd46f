SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.move_policy(p_rule_id uuid, p_tenant_id uuid, p_state text, p_actor uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $move_policy$
DECLARE
  v_rule identity.policy_rules;
BEGIN
  UPDATE identity.policy_rules AS r SET state = p_state, switched_at = statement_timestamp(), switched_by = p_actor
   WHERE r.policy_rule_id = p_rule_id AND r.tenant_id IS NOT DISTINCT FROM p_tenant_id
     AND (r.state, p_state) IN (('draft', 'active'), ('draft', 'retired'), ('active', 'retired'))
  RETURNING r.* INTO v_rule;
  IF v_rule.policy_rule_id IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM identity.note_security_event('policy_' || p_state, 'low', p_actor, p_tenant_id, NULL, NULL, NULL, core.request_id(),
    jsonb_build_object('rule', p_rule_id));
  RETURN to_jsonb(v_rule);
END
$move_policy$;
COMMENT ON FUNCTION identity.move_policy(uuid, uuid, text, uuid) IS 'Puts a draft into force, or takes a rule out of it; returns the rule, NULL if there is none in that state. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.move_policy(uuid, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.move_policy(uuid, uuid, text, uuid) TO mg_owner;
SET ROLE mg_owner;
