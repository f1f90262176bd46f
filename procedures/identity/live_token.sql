SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.live_token(p_token_hash bytea) RETURNS identity.oauth_token
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $live_token$
  SELECT t.*
    FROM identity.oauth_token AS t
    JOIN identity.oauth_grant AS g ON g.oauth_grant_id = t.oauth_grant_id
    JOIN identity.oauth_client AS c ON c.oauth_client_id = g.oauth_client_id
    JOIN identity.auth_user AS u ON u.user_id = g.user_id
   WHERE t.token_hash = p_token_hash AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > statement_timestamp()
     AND g.revoked_at IS NULL AND c.state = 'approved' AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL
     -- The role may have been taken away since, from the person or from the business.
     AND EXISTS (SELECT 1 FROM identity.tenant_role AS r WHERE r.tenant_id = g.tenant_id AND r.role_code = g.role_code AND r.retired_at IS NULL)
     AND (u.user_id = c.service_user_id OR EXISTS (
       SELECT 1 FROM identity.membership AS m
        WHERE m.tenant_id = g.tenant_id AND m.user_id = g.user_id AND m.role_code = g.role_code AND m.revoked_at IS NULL
          AND (m.branch_id IS NULL OR m.branch_id = g.branch_id)))
$live_token$;
COMMENT ON FUNCTION identity.live_token(bytea) IS 'The token of a hash if everything that it rests on still holds: its grant, application, person and role. For doors.';
REVOKE ALL ON FUNCTION identity.live_token(bytea) FROM PUBLIC;
SET ROLE mg_owner;
