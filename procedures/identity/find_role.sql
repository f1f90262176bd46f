SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_role(p_tenant_id uuid, p_role_code text) RETURNS TABLE (role_code text, template_code text, role_level integer, name_ko text, name_en text, needs_second_factor boolean,
               base_permissions text[], permissions text[], template_permissions text[], member_count integer)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_role$
  -- The roles of no trade in particular are everybody's; others are activated.
  WITH used AS (
    SELECT r.role_code, r.template_code, r.name_ko, r.name_en, r.needs_second_factor, r.base_permissions
      FROM identity.tenant_role AS r WHERE r.tenant_id = p_tenant_id AND r.retired_at IS NULL
    UNION ALL
    SELECT t.template_code, t.template_code, NULL, NULL, false, NULL
      FROM identity.role_template AS t
     WHERE t.audience = 'tenant' AND t.business_type = ''
       AND NOT EXISTS (SELECT 1 FROM identity.tenant_role AS r WHERE r.tenant_id = p_tenant_id AND r.role_code = t.template_code))
  SELECT r.role_code, r.template_code, t.role_level, coalesce(r.name_ko, t.name_ko), CASE WHEN r.name_ko IS NULL THEN t.name_en ELSE r.name_en END,
         r.needs_second_factor, r.base_permissions, identity.permissions_of(p_tenant_id, r.role_code),
         ARRAY(SELECT p.permission_code FROM identity.role_template_permission AS p WHERE p.template_code = r.template_code ORDER BY 1),
         (SELECT count(DISTINCT m.user_id)::integer FROM identity.membership AS m
           WHERE m.tenant_id = p_tenant_id AND m.role_code = r.role_code AND m.revoked_at IS NULL)
    FROM used AS r
    JOIN identity.role_template AS t ON t.template_code = r.template_code
   WHERE p_role_code IS NULL OR r.role_code = p_role_code
   ORDER BY t.role_level DESC, r.role_code
$find_role$;
COMMENT ON FUNCTION identity.find_role(uuid, text) IS 'The roles that a business uses (null: all), what they may do, what their templates have by now, and how many people have them.';
REVOKE ALL ON FUNCTION identity.find_role(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_role(uuid, text) TO mg_owner;
SET ROLE mg_owner;
