SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_tokens(
  p_grant uuid, p_scopes text[], p_access_hash bytea, p_access_life interval, p_refresh_hash bytea DEFAULT NULL, p_refresh_life interval DEFAULT NULL,
  p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_tokens$
BEGIN
  INSERT INTO identity.oauth_token (token_hash, oauth_grant_id, kind, scopes, expires_at)
  SELECT t.token_hash, g.oauth_grant_id, t.kind, CASE t.kind WHEN 'access' THEN p_scopes ELSE g.scopes END, statement_timestamp() + t.life
    FROM identity.oauth_grant AS g
   CROSS JOIN (VALUES (p_access_hash, 'access', p_access_life), (p_refresh_hash, 'refresh', p_refresh_life)) AS t (token_hash, kind, life)
   WHERE g.oauth_grant_id = p_grant AND g.revoked_at IS NULL AND p_scopes <@ g.scopes AND t.token_hash IS NOT NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI114',
        MESSAGE = 'no such token',
        HINT = 'Ask for a new one.';
  END IF;
  PERFORM identity.note_security_event('token_issued', 'info', g.user_id, g.tenant_id, NULL, NULL, p_address, p_request_id,
      jsonb_build_object('client', g.oauth_client_id, 'grant', p_grant, 'scopes', p_scopes))
    FROM identity.oauth_grant AS g WHERE g.oauth_grant_id = p_grant;
END
$put_tokens$;
COMMENT ON FUNCTION identity.put_tokens(uuid, text[], bytea, interval, bytea, interval, inet, uuid) IS 'Writes tokens of a live grant down: an access token within scopes, and a refresh token if one is due. The caller keeps them, only hashes come here.';
REVOKE ALL ON FUNCTION identity.put_tokens(uuid, text[], bytea, interval, bytea, interval, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_tokens(uuid, text[], bytea, interval, bytea, interval, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
