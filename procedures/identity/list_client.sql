CREATE OR REPLACE FUNCTION identity.list_client() RETURNS TABLE (oauth_client_id uuid, tenant_id uuid, name_ko text, name_en text, is_confidential boolean, is_for_all boolean, redirect_uris text[], grant_types text[],
               scopes text[], role_code text, calls_per_minute integer, state text, created_at timestamptz, decided_at timestamptz, reason text, grant_count integer,
               last_used_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_client$
BEGIN
  PERFORM identity.require_permission('identity.manage_client');
  RETURN QUERY SELECT c.* FROM identity.client_rows(core.require_tenant_id()) AS c;
END
$list_client$;
COMMENT ON FUNCTION identity.list_client() IS 'The applications of the business in context.';
REVOKE ALL ON FUNCTION identity.list_client() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_client() TO mg_app;
