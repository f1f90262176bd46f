SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.role_level(p_tenant_id uuid, p_role_code text) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $role_level$
  SELECT t.role_level FROM identity.role_template AS t
   WHERE t.template_code = coalesce((SELECT r.template_code FROM identity.tenant_role AS r
                                      WHERE r.tenant_id = p_tenant_id AND r.role_code = p_role_code), p_role_code)
$role_level$;
COMMENT ON FUNCTION identity.role_level(uuid, text) IS 'The rank of a role of a business; null if it has no such role.';
REVOKE ALL ON FUNCTION identity.role_level(uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
