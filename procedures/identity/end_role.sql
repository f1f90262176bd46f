CREATE OR REPLACE FUNCTION identity.end_role(p_membership_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_role$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_member');
  v_tenant uuid := core.require_tenant_id();
  v_member record;
BEGIN
  PERFORM identity.require_recent_factor();
  v_member := identity.require_member(p_membership_id);
  PERFORM identity.require_rank(v_tenant, core.role_code(), v_member.role_code);
  PERFORM identity.end_membership(v_tenant, p_membership_id);
  PERFORM audit.record(v_tenant, 'identity.member.removed', v_member.user_id::text,
    jsonb_build_object('role_code', v_member.role_code, 'branch_id', v_member.branch_id), v_actor);
END
$end_role$;
COMMENT ON FUNCTION identity.end_role(uuid) IS 'Takes a role in the business in context away from somebody.';
REVOKE ALL ON FUNCTION identity.end_role(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_role(uuid) TO mg_app;
