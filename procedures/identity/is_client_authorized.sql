SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.is_client_authorized(p_session_token text, p_client uuid, p_scopes text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $is_client_authorized$
DECLARE
  v_parts  text[] := string_to_array(identity.enter(p_session_token), '|');
  v_client identity.oauth_client := identity.require_client(p_client, v_parts[1]::uuid);
BEGIN
  -- Not a guest: a directory could otherwise be somebody at every application that knows them.
  PERFORM identity.find_session(p_session_token);
  -- Not before it was used: whoever turned away at the last step let nobody in.
  RETURN EXISTS (SELECT 1 FROM identity.oauth_grant AS g
                  WHERE g.oauth_client_id = v_client.oauth_client_id AND g.user_id = v_parts[3]::uuid AND g.tenant_id = v_parts[1]::uuid
                    AND g.role_code = v_parts[4] AND g.branch_id IS NOT DISTINCT FROM nullif(v_parts[2], '')::uuid
                    AND g.revoked_at IS NULL AND p_scopes <@ g.scopes);
END
$is_client_authorized$;
COMMENT ON FUNCTION identity.is_client_authorized(text, uuid, text[]) IS 'Whether the signed-in person, as they work now, let the application do all this before; an error for one that they may not use.';
REVOKE ALL ON FUNCTION identity.is_client_authorized(text, uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.is_client_authorized(text, uuid, text[]) TO mg_auth;
SET ROLE mg_owner;
