SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.enter(
  p_session_token text, p_role_code text DEFAULT NULL, p_branch_id uuid DEFAULT NULL,
  p_request_id uuid DEFAULT NULL, p_permission text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enter$
DECLARE
  v_session identity.auth_session;
  v_member  record;
BEGIN
  v_session := identity.find_session(p_session_token, '{guest}');
  -- Without a wish, the role that the session chose, else the widest: all branches before one, the highest first.
  SELECT m.tenant_id, m.branch_id, m.role_code, coalesce(r.needs_second_factor, false) AS needs_second_factor INTO v_member
    FROM identity.membership AS m
    LEFT JOIN identity.tenant_role AS r ON r.tenant_id = m.tenant_id AND r.role_code = m.role_code
    LEFT JOIN identity.role_template AS t ON t.template_code = r.template_code
   WHERE m.user_id = v_session.user_id AND m.revoked_at IS NULL
     AND (v_session.active_tenant_id IS NULL OR m.tenant_id = v_session.active_tenant_id)
     AND (p_role_code IS NULL OR m.role_code = p_role_code)
     AND (p_branch_id IS NULL OR m.branch_id IS NULL OR m.branch_id = p_branch_id)
   ORDER BY m.tenant_id, coalesce(m.role_code = v_session.active_role_code AND m.branch_id IS NOT DISTINCT FROM v_session.active_branch_id, false) DESC,
            m.branch_id IS NOT NULL, t.role_level DESC, m.membership_id
   LIMIT 1;
  IF v_member.tenant_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI102',
      MESSAGE = 'not a member in that role',
      DETAIL = format('role %s, branch %s', coalesce(p_role_code, 'any'), coalesce(p_branch_id::text, 'any')),
      HINT = 'Ask the tenant''s owner for a membership.';
  END IF;
  -- Most platforms have no terms, or ask seldom: the look at what was agreed to comes second.
  IF EXISTS (SELECT 1 FROM identity.consent_document AS d WHERE d.is_required) AND identity.needs_consent(v_session.user_id, v_member.tenant_id, v_member.role_code) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI112',
        MESSAGE = 'terms have changed since they were agreed to',
        HINT = 'Read them, and agree to go on.';
  END IF;
  IF v_member.needs_second_factor THEN
    PERFORM identity.require_factor_shown(v_session);
  END IF;
  IF p_permission IS NOT NULL AND NOT identity.role_may(v_member.tenant_id, v_member.role_code, p_permission) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI105',
        MESSAGE = 'this needs a permission that the role lacks',
        DETAIL = coalesce(p_permission, ''),
        HINT = 'Ask somebody who has it, or have it granted.';
  END IF;
  RETURN core.mint_seal(v_member.tenant_id, coalesce(v_member.branch_id, p_branch_id), v_session.user_id,
    v_member.role_code, p_request_id, interval '5 minutes', p_session_id => v_session.auth_session_id);
END
$enter$;
COMMENT ON FUNCTION identity.enter(text, text, uuid, uuid, text) IS 'The door of the tenants'' people: a session token in, a sealed context out, for SET LOCAL mg.context in this very transaction. Refuses a role that lacks the permission asked for, if one is.';
REVOKE ALL ON FUNCTION identity.enter(text, text, uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.enter(text, text, uuid, uuid, text) TO mg_app;
SET ROLE mg_owner;
