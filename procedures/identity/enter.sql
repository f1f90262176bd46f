SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.enter(
  p_session_token text, p_role_code text DEFAULT NULL, p_branch_id uuid DEFAULT NULL,
  p_request_id uuid DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enter$
DECLARE
  v_session identity.auth_session;
  v_member  identity.membership;
BEGIN
  v_session := identity.find_session(p_session_token);
  -- Without a wish, the widest of the person's memberships: all branches before one, owner before staff.
  SELECT m.* INTO v_member
    FROM identity.membership AS m
   WHERE m.user_id = v_session.user_id AND m.revoked_at IS NULL
     AND (v_session.active_tenant_id IS NULL OR m.tenant_id = v_session.active_tenant_id)
     AND (p_role_code IS NULL OR m.role_code = p_role_code)
     AND (p_branch_id IS NULL OR m.branch_id IS NULL OR m.branch_id = p_branch_id)
   ORDER BY m.tenant_id, m.branch_id IS NOT NULL,
            array_position('{TENANT_OWNER,TENANT_MANAGER,TENANT_STAFF}'::text[], m.role_code), m.membership_id
   LIMIT 1;
  IF v_member.tenant_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI102',
      MESSAGE = 'not a member in that role',
      DETAIL = format('role %s, branch %s', coalesce(p_role_code, 'any'), coalesce(p_branch_id::text, 'any')),
      HINT = 'Ask the tenant''s owner for a membership.';
  END IF;
  RETURN core.mint_seal(v_member.tenant_id, coalesce(v_member.branch_id, p_branch_id), v_session.user_id,
    v_member.role_code, p_request_id, interval '5 minutes', p_session_id => v_session.auth_session_id);
END
$enter$;
COMMENT ON FUNCTION identity.enter(text, text, uuid, uuid) IS 'The door of the tenants'' people: a session token in, a sealed context out, for SET LOCAL mg.context in this very transaction.';
REVOKE ALL ON FUNCTION identity.enter(text, text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.enter(text, text, uuid, uuid) TO mg_app;
SET ROLE mg_owner;
