CREATE OR REPLACE FUNCTION identity.retire_role(p_role_code text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $retire_role$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_role');
  v_tenant uuid := core.require_tenant_id();
  v_role   record;
BEGIN
  PERFORM identity.require_recent_factor();
  v_role := identity.require_role(v_tenant, p_role_code);
  IF v_role.member_count > 0 OR v_role.template_code = 'TENANT_OWNER' THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI506',
        MESSAGE = 'the role still has people',
        DETAIL = format('%s: %s', p_role_code, v_role.member_count),
        HINT = 'Give them another role first.';
  END IF;
  PERFORM identity.put_role(v_tenant, p_role_code, v_role.template_code, jsonb_build_object('retired_at', now()), v_actor);
  PERFORM audit.record(v_tenant, 'identity.role.retired', p_role_code, '{}', v_actor);
END
$retire_role$;
COMMENT ON FUNCTION identity.retire_role(text) IS 'Takes a role that nobody has out of use in the business in context.';
REVOKE ALL ON FUNCTION identity.retire_role(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.retire_role(text) TO mg_app;
