SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.role_may(p_tenant_id uuid, p_role_code text, p_permission text) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $role_may$
DECLARE
  v_role identity.tenant_role;
BEGIN
  SELECT r.* INTO v_role FROM identity.tenant_role AS r WHERE r.tenant_id = p_tenant_id AND r.role_code = p_role_code;
  IF v_role.base_permissions IS NOT NULL THEN
    RETURN EXISTS (SELECT 1 FROM identity.role_permissions AS p
                    WHERE p.tenant_id = p_tenant_id AND p.role_code = p_role_code AND p.permission_code = p_permission);
  END IF;
  RETURN EXISTS (SELECT 1 FROM identity.role_template_permission AS t
                  WHERE t.template_code = coalesce(v_role.template_code, p_role_code) AND t.permission_code = p_permission);
END
$role_may$;
COMMENT ON FUNCTION identity.role_may(uuid, text, text) IS 'Whether a role of a business has a permission: by its own list if it was customised, else as its template.';
REVOKE ALL ON FUNCTION identity.role_may(uuid, text, text) FROM PUBLIC;
SET ROLE mg_owner;
