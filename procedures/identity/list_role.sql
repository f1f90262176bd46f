CREATE OR REPLACE FUNCTION identity.list_role() RETURNS TABLE (role_code text, template_code text, role_level integer, name_ko text, name_en text, needs_second_factor boolean,
               base_permissions text[], permissions text[], template_permissions text[], member_count integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_role$
BEGIN
  PERFORM identity.require_permission('identity.read_member');
  RETURN QUERY SELECT r.* FROM identity.find_role(core.require_tenant_id(), NULL) AS r;
END
$list_role$;
COMMENT ON FUNCTION identity.list_role() IS 'The roles of the business in context, highest first.';
REVOKE ALL ON FUNCTION identity.list_role() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_role() TO mg_app;
