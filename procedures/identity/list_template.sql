CREATE OR REPLACE FUNCTION identity.list_template() RETURNS TABLE (template_code text, business_type text, role_level integer, name_ko text, name_en text, permissions text[], is_active boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_template$
BEGIN
  PERFORM identity.require_permission('identity.read_member');
  RETURN QUERY
    SELECT t.template_code, t.business_type, t.role_level, t.name_ko, t.name_en,
           ARRAY(SELECT p.permission_code FROM identity.role_template_permission AS p WHERE p.template_code = t.template_code ORDER BY 1),
           EXISTS (SELECT 1 FROM identity.find_role(core.require_tenant_id(), t.template_code))
      FROM identity.role_template AS t WHERE t.audience = 'tenant' ORDER BY t.business_type, t.role_level DESC, t.template_code;
END
$list_template$;
COMMENT ON FUNCTION identity.list_template() IS 'The templates that the business in context may activate.';
REVOKE ALL ON FUNCTION identity.list_template() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_template() TO mg_app;
