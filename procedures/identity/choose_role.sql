SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.choose_role(p_session_token text, p_role_code text, p_branch_id uuid DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $choose_role$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{guest}');
BEGIN
  IF NOT EXISTS (SELECT 1 FROM identity.membership AS m
                  WHERE m.user_id = v_session.user_id AND m.revoked_at IS NULL AND m.role_code = p_role_code
                    AND m.branch_id IS NOT DISTINCT FROM p_branch_id
                    AND (v_session.active_tenant_id IS NULL OR m.tenant_id = v_session.active_tenant_id)) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI102',
        MESSAGE = 'not a member in that role',
        DETAIL = format('role %s', p_role_code),
        HINT = 'Ask the tenant''s owner for a membership.';
  END IF;
  UPDATE identity.auth_session AS s SET active_role_code = p_role_code, active_branch_id = p_branch_id
   WHERE s.auth_session_id = v_session.auth_session_id;
END
$choose_role$;
COMMENT ON FUNCTION identity.choose_role(text, text, uuid) IS 'Which of several roles the session works in from here on.';
REVOKE ALL ON FUNCTION identity.choose_role(text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.choose_role(text, text, uuid) TO mg_auth;
SET ROLE mg_owner;
