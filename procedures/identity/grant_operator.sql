SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.grant_operator(p_user_id uuid, p_actor uuid, p_role_code text DEFAULT 'HQ_ADMIN') RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_operator$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'identity.grant_operator');
BEGIN
  IF NOT EXISTS (SELECT 1 FROM identity.role_template AS t WHERE t.template_code = p_role_code AND t.audience = 'platform') THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI404',
        MESSAGE = 'no such role',
        DETAIL = coalesce(p_role_code, ''),
        HINT = 'mindgarden roles list names them.';
  END IF;
  INSERT INTO identity.operator AS o (user_id, role_code, created_by) VALUES (p_user_id, p_role_code, v_actor)
  ON CONFLICT (user_id) DO UPDATE SET revoked_at = NULL, role_code = excluded.role_code;
  PERFORM identity.note_security_event('operator_role_given', 'high', p_user_id, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('role_code', p_role_code, 'by', v_actor));
END
$grant_operator$;
COMMENT ON FUNCTION identity.grant_operator(uuid, uuid, text) IS 'Lets a person enter as headquarters staff, in a role of headquarters.';
REVOKE ALL ON FUNCTION identity.grant_operator(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.grant_operator(uuid, uuid, text) TO mg_migrator;
SET ROLE mg_owner;
