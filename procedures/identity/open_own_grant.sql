SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.open_own_grant(p_client uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_own_grant$
DECLARE
  v_client identity.oauth_client;
  v_grant  uuid;
BEGIN
  -- Locked, so that two requests at once don't open two.
  SELECT c.* INTO v_client FROM identity.oauth_client AS c
   WHERE c.oauth_client_id = p_client AND c.state = 'approved' AND c.service_user_id IS NOT NULL FOR NO KEY UPDATE;
  IF v_client.oauth_client_id IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI408',
        MESSAGE = 'no such application',
        DETAIL = coalesce(p_client::text, $$$$),
        HINT = 'Check its number; mindgarden clients list names them.';
  END IF;
  SELECT g.oauth_grant_id INTO v_grant FROM identity.oauth_grant AS g
   WHERE g.oauth_client_id = p_client AND g.user_id = v_client.service_user_id AND g.revoked_at IS NULL AND g.scopes = v_client.scopes;
  IF v_grant IS NULL THEN
    INSERT INTO identity.oauth_grant (oauth_client_id, user_id, tenant_id, role_code, scopes)
    VALUES (p_client, v_client.service_user_id, v_client.tenant_id, v_client.role_code, v_client.scopes)
    RETURNING oauth_grant_id INTO v_grant;
  END IF;
  RETURN v_grant;
END
$open_own_grant$;
COMMENT ON FUNCTION identity.open_own_grant(uuid) IS 'The grant by which an application acts by itself, in the role that its business gave it.';
REVOKE ALL ON FUNCTION identity.open_own_grant(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.open_own_grant(uuid) TO mg_auth;
SET ROLE mg_owner;
