SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.enter_operator(p_session_token text, p_request_id uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enter_operator$
DECLARE
  v_session identity.auth_session;
BEGIN
  v_session := identity.find_session(p_session_token);
  IF NOT EXISTS (SELECT 1 FROM identity.operator AS o
                  WHERE o.user_id = v_session.user_id AND o.revoked_at IS NULL) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI103',
      MESSAGE = 'not an operator',
      HINT = 'Ask an administrator of the platform.';
  END IF;
  PERFORM identity.require_factor_shown(v_session);
  RETURN core.mint_seal(NULL, NULL, v_session.user_id, 'OPERATOR', p_request_id, interval '5 minutes',
    p_session_id => v_session.auth_session_id);
END
$enter_operator$;
COMMENT ON FUNCTION identity.enter_operator(text, uuid) IS 'The door of headquarters'' staff: a context without a tenant, which the policies of mg_operator ask for.';
REVOKE ALL ON FUNCTION identity.enter_operator(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.enter_operator(text, uuid) TO mg_operator;
SET ROLE mg_owner;
