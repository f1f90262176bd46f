SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_grant(
  p_session_token text
) RETURNS TABLE (oauth_client_id uuid, name_ko text, name_en text, tenant_id uuid, scopes text[], granted_at timestamptz, last_used_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_grant$
  SELECT c.oauth_client_id, c.name_ko, c.name_en, g.tenant_id, ARRAY(SELECT DISTINCT e.scope FROM identity.oauth_grant AS o CROSS JOIN unnest(o.scopes) AS e (scope)
           WHERE o.user_id = s.user_id AND o.oauth_client_id = c.oauth_client_id AND o.tenant_id = g.tenant_id AND o.revoked_at IS NULL ORDER BY 1),
         min(g.granted_at), max(g.last_used_at)
    FROM identity.find_session(p_session_token, '{set_up}') AS s
    JOIN identity.oauth_grant AS g ON g.user_id = s.user_id AND g.revoked_at IS NULL
    JOIN identity.oauth_client AS c ON c.oauth_client_id = g.oauth_client_id
   GROUP BY c.oauth_client_id, g.tenant_id, s.user_id
   ORDER BY c.name_ko, c.oauth_client_id, g.tenant_id
$list_grant$;
COMMENT ON FUNCTION identity.list_grant(text) IS 'The applications that the signed-in person lets act for them, by business.';
REVOKE ALL ON FUNCTION identity.list_grant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_grant(text) TO mg_auth;
SET ROLE mg_owner;
