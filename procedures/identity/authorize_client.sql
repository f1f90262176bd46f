SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.authorize_client(
  p_session_token text, p_client uuid, p_scopes text[], p_redirect_uri text, p_code_challenge text, p_nonce text, p_code_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $authorize_client$
DECLARE
  -- By the door: whoever may not enter lets nobody else in either.
  v_parts  text[] := string_to_array(identity.enter(p_session_token, NULL, NULL, p_request_id), '|');
  v_client identity.oauth_client := identity.require_client(p_client, v_parts[1]::uuid);
  v_grant  uuid;
BEGIN
  -- Not a guest: a directory could otherwise be somebody at every application that knows them.
  PERFORM identity.find_session(p_session_token);
  IF p_redirect_uri <> ALL (v_client.redirect_uris) OR NOT p_scopes <@ v_client.scopes OR 'authorization_code' <> ALL (v_client.grant_types) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI005',
        MESSAGE = 'no application may ask for this',
        DETAIL = array_to_string(p_scopes, ' '),
        HINT = 'Leave it out; some things people do only themselves.';
  END IF;
  INSERT INTO identity.oauth_grant (oauth_client_id, user_id, tenant_id, role_code, branch_id, scopes, signed_in_at)
  SELECT p_client, v_parts[3]::uuid, v_parts[1]::uuid, v_parts[4], nullif(v_parts[2], '')::uuid, p_scopes, s.created_at
    FROM identity.auth_session AS s WHERE s.auth_session_id = v_parts[6]::uuid
  RETURNING oauth_grant_id INTO v_grant;
  INSERT INTO identity.oauth_code (code_hash, oauth_grant_id, redirect_uri, code_challenge, nonce, expires_at)
  VALUES (p_code_hash, v_grant, p_redirect_uri, p_code_challenge, p_nonce, statement_timestamp() + interval '1 minute');
  PERFORM identity.note_security_event('client_authorized', 'info', v_parts[3]::uuid, v_parts[1]::uuid, v_parts[6]::uuid, NULL, p_address, p_request_id,
    jsonb_build_object('client', p_client, 'grant', v_grant, 'scopes', p_scopes));
  RETURN v_grant;
END
$authorize_client$;
COMMENT ON FUNCTION identity.authorize_client(text, uuid, text[], text, text, text, bytea, inet, uuid) IS 'Lets an application act for the signed-in person, in the role and business in force, within scopes; the code whose hash is given turns into tokens.';
REVOKE ALL ON FUNCTION identity.authorize_client(text, uuid, text[], text, text, text, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.authorize_client(text, uuid, text[], text, text, text, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
