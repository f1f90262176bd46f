SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.client_rows(
  p_tenant_id uuid
) RETURNS TABLE (oauth_client_id uuid, tenant_id uuid, name_ko text, name_en text, is_confidential boolean, is_for_all boolean, redirect_uris text[], grant_types text[],
               scopes text[], role_code text, calls_per_minute integer, state text, created_at timestamptz, decided_at timestamptz, reason text, grant_count integer,
               last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $client_rows$
  SELECT c.oauth_client_id, c.tenant_id, c.name_ko, c.name_en, c.is_confidential, c.is_for_all, c.redirect_uris, c.grant_types, c.scopes, c.role_code,
         c.calls_per_minute, c.state, c.created_at, c.decided_at, c.reason, count(g.oauth_grant_id) FILTER (WHERE g.revoked_at IS NULL)::integer,
         max(g.last_used_at)
    FROM identity.oauth_client AS c
    LEFT JOIN identity.oauth_grant AS g ON g.oauth_client_id = c.oauth_client_id
   WHERE p_tenant_id IS NULL OR c.tenant_id = p_tenant_id
   GROUP BY c.oauth_client_id
   ORDER BY c.created_at, c.oauth_client_id
$client_rows$;
COMMENT ON FUNCTION identity.client_rows(uuid) IS 'Applications of a business, or (NULL) of all, with how many grants are live and when one was used last.';
REVOKE ALL ON FUNCTION identity.client_rows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.client_rows(uuid) TO mg_owner, mg_auditor;
SET ROLE mg_owner;
