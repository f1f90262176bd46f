CREATE OR REPLACE FUNCTION identity.activate_role(p_template_code text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $activate_role$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_role');
  v_tenant uuid := core.require_tenant_id();
BEGIN
  PERFORM identity.require_recent_factor();
  IF NOT EXISTS (SELECT 1 FROM identity.role_template AS t WHERE t.template_code = p_template_code AND t.audience = 'tenant') THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI404',
        MESSAGE = 'no such role',
        DETAIL = coalesce(p_template_code, ''),
        HINT = 'mindgarden roles list names them.';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM identity.find_role(v_tenant, p_template_code)) THEN
    PERFORM identity.put_role(v_tenant, p_template_code, p_template_code, '{}', v_actor);
    PERFORM audit.record(v_tenant, 'identity.role.activated', p_template_code, '{}', v_actor);
  END IF;
END
$activate_role$;
COMMENT ON FUNCTION identity.activate_role(text) IS 'Lets the business in context use a role of headquarters templates.';
REVOKE ALL ON FUNCTION identity.activate_role(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.activate_role(text) TO mg_app;
