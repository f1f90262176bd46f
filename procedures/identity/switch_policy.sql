CREATE OR REPLACE FUNCTION identity.switch_policy(p_rule_id uuid, p_state text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $switch_policy$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_policy');
  v_tenant uuid := core.require_tenant_id();
  v_rule   jsonb;
BEGIN
  PERFORM identity.require_recent_factor();
  v_rule := identity.move_policy(p_rule_id, v_tenant, p_state, v_actor);
  IF v_rule IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI409',
        MESSAGE = 'no such rule',
        DETAIL = p_rule_id::text,
        HINT = 'Open the list of rules again.';
  END IF;
  PERFORM audit.record(v_tenant, 'identity.policy.' || p_state, p_rule_id::text, v_rule, v_actor);
END
$switch_policy$;
COMMENT ON FUNCTION identity.switch_policy(uuid, text) IS 'Puts a draft of the business in context into force (active), or takes a rule out of it (retired).';
REVOKE ALL ON FUNCTION identity.switch_policy(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.switch_policy(uuid, text) TO mg_app;
