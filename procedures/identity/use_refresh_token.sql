SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_refresh_token(
  p_client uuid, p_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS TABLE (oauth_grant_id uuid, user_id uuid, scopes text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_refresh_token$
DECLARE
  v_grant identity.oauth_grant;
BEGIN
  RETURN QUERY
    UPDATE identity.oauth_token AS t SET used_at = statement_timestamp()
      FROM identity.oauth_grant AS g
     WHERE t.token_hash = p_token_hash AND t.kind = 'refresh' AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > statement_timestamp()
       AND g.oauth_grant_id = t.oauth_grant_id AND g.oauth_client_id = p_client AND g.revoked_at IS NULL
    RETURNING g.oauth_grant_id, g.user_id, g.scopes;
  IF FOUND THEN
    RETURN;
  END IF;
  SELECT g.* INTO v_grant FROM identity.oauth_token AS t JOIN identity.oauth_grant AS g ON g.oauth_grant_id = t.oauth_grant_id
   WHERE t.token_hash = p_token_hash AND t.kind = 'refresh' AND t.used_at IS NOT NULL AND g.oauth_client_id = p_client;
  IF v_grant.oauth_grant_id IS NOT NULL THEN
    PERFORM identity.note_reuse(v_grant, 'refresh_token', p_address, p_request_id);
  END IF;
END
$use_refresh_token$;
COMMENT ON FUNCTION identity.use_refresh_token(uuid, bytea, inet, uuid) IS 'What a refresh token stands for; it works once. No row for an unknown, old or used one; a used one ends its grant, since one of both who showed it is a thief.';
REVOKE ALL ON FUNCTION identity.use_refresh_token(uuid, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_refresh_token(uuid, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
