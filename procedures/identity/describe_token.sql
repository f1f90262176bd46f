SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.describe_token(
  p_token_hash bytea
) RETURNS TABLE (kind text, oauth_client_id uuid, user_id uuid, tenant_id uuid, branch_id uuid, role_code text, roles text[], scopes text[], permissions text[],
               created_at timestamptz, expires_at timestamptz, is_person boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $describe_token$
  SELECT t.kind, g.oauth_client_id, g.user_id, g.tenant_id, g.branch_id, g.role_code,
         CASE WHEN g.signed_in_at IS NULL THEN ARRAY[g.role_code]
           ELSE ARRAY(SELECT DISTINCT m.role_code FROM identity.membership AS m
                       WHERE m.tenant_id = g.tenant_id AND m.user_id = g.user_id AND m.revoked_at IS NULL ORDER BY 1) END,
         t.scopes, ARRAY(SELECT p.code FROM unnest(identity.permissions_of(g.tenant_id, g.role_code)) AS p (code) WHERE p.code = ANY (t.scopes) ORDER BY 1),
         t.created_at, t.expires_at, g.signed_in_at IS NOT NULL
    FROM identity.live_token(p_token_hash) AS t
    JOIN identity.oauth_grant AS g ON g.oauth_grant_id = t.oauth_grant_id
$describe_token$;
COMMENT ON FUNCTION identity.describe_token(bytea) IS 'What a live token lets whom do: roles are all that the person has there, permissions what role and scopes leave. No row if it isn''t live.';
REVOKE ALL ON FUNCTION identity.describe_token(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.describe_token(bytea) TO mg_auth;
SET ROLE mg_owner;
