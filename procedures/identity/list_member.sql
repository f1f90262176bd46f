CREATE OR REPLACE FUNCTION identity.list_member() RETURNS TABLE (membership_id uuid, user_id uuid, email_mask text, name_mask text, role_code text, branch_id uuid, created_at timestamptz,
               last_used_at timestamptz, has_second_factor boolean, is_verified boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_member$
BEGIN
  PERFORM identity.require_permission('identity.read_member');
  RETURN QUERY
    SELECT m.* FROM identity.find_member(core.require_tenant_id(), NULL) AS m
     -- Who is limited to a branch sees the people of that branch.
     WHERE core.branch_id() IS NULL OR m.branch_id = core.branch_id();
END
$list_member$;
COMMENT ON FUNCTION identity.list_member() IS 'The people of the business in context, masked.';
REVOKE ALL ON FUNCTION identity.list_member() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_member() TO mg_app;
