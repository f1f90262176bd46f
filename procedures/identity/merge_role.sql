CREATE OR REPLACE FUNCTION identity.merge_role(p_role_code text) RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $merge_role$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_role');
  v_tenant uuid := core.require_tenant_id();
  v_role   record;
  v_merged text[];
BEGIN
  PERFORM identity.require_recent_factor();
  v_role := identity.require_role(v_tenant, p_role_code);
  IF v_role.base_permissions IS NULL THEN
    RETURN v_role.permissions;
  END IF;
  -- What the template won since is added, what it lost goes; what the business itself changed stays.
  v_merged := ARRAY(
    SELECT code FROM (SELECT unnest(v_role.permissions) UNION SELECT unnest(v_role.template_permissions) EXCEPT SELECT unnest(v_role.base_permissions)
      UNION SELECT unnest(v_role.permissions)) AS m (code)
     WHERE NOT (code = ANY (v_role.base_permissions) AND code <> ALL (v_role.template_permissions)) ORDER BY 1);
  PERFORM identity.require_rank(v_tenant, core.role_code(), p_role_code, v_merged);
  PERFORM identity.put_role(v_tenant, p_role_code, v_role.template_code, CASE WHEN v_merged = v_role.template_permissions THEN '{}'::jsonb
         ELSE jsonb_build_object('permissions', v_merged, 'base_permissions', v_role.template_permissions) END, v_actor);
  PERFORM audit.record(v_tenant, 'identity.role.merged', p_role_code,
    jsonb_build_object('before', to_jsonb(v_role.permissions), 'after', to_jsonb(v_merged)), v_actor);
  RETURN v_merged;
END
$merge_role$;
COMMENT ON FUNCTION identity.merge_role(text) IS 'Takes over what changed in the template of a customised role since it was customised; returns what it may do now.';
REVOKE ALL ON FUNCTION identity.merge_role(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.merge_role(text) TO mg_app;
