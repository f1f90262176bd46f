SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_code(
  p_client uuid, p_code_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS TABLE (oauth_grant_id uuid, user_id uuid, scopes text[], redirect_uri text, code_challenge text, nonce text, signed_in_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_code$
DECLARE
  v_grant identity.oauth_grant;
BEGIN
  RETURN QUERY
    UPDATE identity.oauth_code AS c SET used_at = statement_timestamp()
      FROM identity.oauth_grant AS g
     WHERE c.code_hash = p_code_hash AND c.used_at IS NULL AND c.expires_at > statement_timestamp()
       AND g.oauth_grant_id = c.oauth_grant_id AND g.oauth_client_id = p_client AND g.revoked_at IS NULL
    RETURNING g.oauth_grant_id, g.user_id, g.scopes, c.redirect_uri, c.code_challenge, c.nonce, g.signed_in_at;
  IF FOUND THEN
    RETURN;
  END IF;
  SELECT g.* INTO v_grant FROM identity.oauth_code AS c JOIN identity.oauth_grant AS g ON g.oauth_grant_id = c.oauth_grant_id
   WHERE c.code_hash = p_code_hash AND c.used_at IS NOT NULL AND g.oauth_client_id = p_client;
  IF v_grant.oauth_grant_id IS NOT NULL THEN
    PERFORM identity.note_reuse(v_grant, 'code', p_address, p_request_id);
  END IF;
END
$use_code$;
COMMENT ON FUNCTION identity.use_code(uuid, bytea, inet, uuid) IS 'What a code lets its application do; a code works once. No row for an unknown, old or used one; a used one ends its grant, since one of both who showed it is a thief.';
REVOKE ALL ON FUNCTION identity.use_code(uuid, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_code(uuid, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
