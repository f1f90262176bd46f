SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.choose_tenant(p_session_token text, p_tenant_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $choose_tenant$
DECLARE
  v_session identity.auth_session;
BEGIN
  v_session := identity.find_session(p_session_token);
  IF NOT EXISTS (SELECT 1 FROM identity.membership AS m
                  WHERE m.tenant_id = p_tenant_id AND m.user_id = v_session.user_id AND m.revoked_at IS NULL) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI102',
      MESSAGE = 'not a member in that role',
      DETAIL = format('tenant %s', p_tenant_id),
      HINT = 'Ask the tenant''s owner for a membership.';
  END IF;
  UPDATE identity.auth_session AS s SET active_tenant_id = p_tenant_id, active_role_code = NULL, active_branch_id = NULL
   WHERE s.auth_session_id = v_session.auth_session_id;
END
$choose_tenant$;
COMMENT ON FUNCTION identity.choose_tenant(text, uuid) IS 'Which of the person''s tenants the session works in from here on.';
REVOKE ALL ON FUNCTION identity.choose_tenant(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.choose_tenant(text, uuid) TO mg_auth;
SET ROLE mg_owner;
