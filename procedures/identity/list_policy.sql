CREATE OR REPLACE FUNCTION identity.list_policy() RETURNS TABLE (policy_rule_id uuid, tenant_id uuid, name_ko text, name_en text, effect text, permissions text[], condition text, is_about_resource boolean, state text,
               created_at timestamptz, created_by uuid, switched_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_policy$
BEGIN
  PERFORM identity.require_permission('identity.change_policy');
  RETURN QUERY
    SELECT r.* FROM identity.policy_rows(core.require_tenant_id()) AS r
    UNION ALL
    SELECT r.* FROM identity.policy_rows(NULL) AS r WHERE r.state = 'active';
END
$list_policy$;
COMMENT ON FUNCTION identity.list_policy() IS 'The rules of the business in context, and those of headquarters that are in force.';
REVOKE ALL ON FUNCTION identity.list_policy() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_policy() TO mg_app;
