CREATE OR REPLACE FUNCTION identity.list_connection() RETURNS TABLE (sso_connection_id uuid, sign_in_name text, kind text, issuer text, client_id text, role_code text, created_at timestamptz, people_count integer, last_used_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_connection$
BEGIN
  PERFORM identity.require_permission('identity.manage_connection');
  RETURN QUERY SELECT c.* FROM identity.connection_rows(core.require_tenant_id()) AS c;
END
$list_connection$;
COMMENT ON FUNCTION identity.list_connection() IS 'The directories of the business in context.';
REVOKE ALL ON FUNCTION identity.list_connection() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_connection() TO mg_app;
