CREATE OR REPLACE FUNCTION identity.save_policy(p_rule_id uuid, p_rule jsonb) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $save_policy$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_policy');
  v_tenant uuid := core.require_tenant_id();
  v_id     uuid;
BEGIN
  PERFORM identity.require_recent_factor();
  v_id := identity.put_policy(p_rule_id, v_tenant, p_rule, v_actor);
  PERFORM audit.record(v_tenant, 'identity.policy.drafted', v_id::text, p_rule, v_actor);
  RETURN v_id;
END
$save_policy$;
COMMENT ON FUNCTION identity.save_policy(uuid, jsonb) IS 'Writes a draft of a rule of the business in context: name_ko, name_en, effect, permissions, condition, is_about_resource.';
REVOKE ALL ON FUNCTION identity.save_policy(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.save_policy(uuid, jsonb) TO mg_app;
