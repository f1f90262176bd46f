SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_token(
  p_client uuid, p_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_token$
DECLARE
  v_token identity.oauth_token;
  v_grant identity.oauth_grant;
BEGIN
  UPDATE identity.oauth_token AS t SET revoked_at = coalesce(t.revoked_at, statement_timestamp())
    FROM identity.oauth_grant AS g
   WHERE t.token_hash = p_token_hash AND g.oauth_grant_id = t.oauth_grant_id AND g.oauth_client_id = p_client
  RETURNING t.* INTO v_token;
  IF v_token.oauth_token_id IS NULL THEN
    RETURN false;
  END IF;
  -- A refresh token stands for the grant (RFC 7009, 2.1).
  UPDATE identity.oauth_grant AS g SET revoked_at = statement_timestamp(), ended_because = 'by_client'
   WHERE g.oauth_grant_id = v_token.oauth_grant_id AND g.revoked_at IS NULL AND v_token.kind = 'refresh';
  SELECT g.* INTO v_grant FROM identity.oauth_grant AS g WHERE g.oauth_grant_id = v_token.oauth_grant_id;
  PERFORM identity.note_security_event('token_revoked', 'info', v_grant.user_id, v_grant.tenant_id, NULL, NULL, p_address, p_request_id,
    jsonb_build_object('client', p_client, 'grant', v_grant.oauth_grant_id, 'kind', v_token.kind));
  RETURN true;
END
$revoke_token$;
COMMENT ON FUNCTION identity.revoke_token(uuid, bytea, inet, uuid) IS 'Ends a token of an application; a refresh token ends all that it stands for. False if the application has no such token.';
REVOKE ALL ON FUNCTION identity.revoke_token(uuid, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_token(uuid, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
