SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.enter_token(p_token text, p_request_id uuid DEFAULT NULL, p_permission text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enter_token$
DECLARE
  v_token identity.oauth_token := identity.live_token(sha256(convert_to(p_token, 'UTF8')));
  v_grant identity.oauth_grant;
BEGIN
  IF v_token.kind IS DISTINCT FROM 'access' THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI114',
        MESSAGE = 'no such token',
        HINT = 'Ask for a new one.';
  END IF;
  SELECT g.* INTO v_grant FROM identity.oauth_grant AS g WHERE g.oauth_grant_id = v_token.oauth_grant_id;
  IF p_permission IS NOT NULL THEN
    PERFORM identity.require_scope(v_token.oauth_token_id, p_permission);
    IF NOT identity.role_may(v_grant.tenant_id, v_grant.role_code, p_permission) THEN
      RAISE EXCEPTION USING
          ERRCODE = 'MI105',
          MESSAGE = 'this needs a permission that the role lacks',
          DETAIL = coalesce(p_permission, $$$$),
          HINT = 'Ask somebody who has it, or have it granted.';
    END IF;
  END IF;
  RETURN core.mint_seal(v_grant.tenant_id, v_grant.branch_id, v_grant.user_id, v_grant.role_code, p_request_id, interval '5 minutes',
    p_session_id => v_token.oauth_token_id);
END
$enter_token$;
COMMENT ON FUNCTION identity.enter_token(text, uuid, text) IS 'The door of applications: the secret part of an access token in, a sealed context out, for SET LOCAL mg.context in this very transaction. What the context may do is what the role and the token''s scopes both allow.';
REVOKE ALL ON FUNCTION identity.enter_token(text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.enter_token(text, uuid, text) TO mg_app;
SET ROLE mg_owner;
