SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.lock_permission(p_permission_code text, p_is_locked boolean, p_actor uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $lock_permission$
DECLARE
  v_actor  uuid := identity.require_actor(p_actor, 'identity.lock_permission');
  v_before boolean;
BEGIN
  SELECT p.is_locked INTO v_before FROM identity.permission AS p
   WHERE p.permission_code = p_permission_code AND p.audience = 'tenant' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI406',
        MESSAGE = 'no such permission',
        DETAIL = coalesce(p_permission_code, ''),
        HINT = 'mindgarden roles permissions names them.';
  END IF;
  UPDATE identity.permission AS p SET is_locked = p_is_locked WHERE p.permission_code = p_permission_code;
  PERFORM identity.note_security_event('permission_locked', 'low', v_actor, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('permission', p_permission_code, 'before', v_before, 'after', p_is_locked));
  RETURN v_before IS DISTINCT FROM p_is_locked;
END
$lock_permission$;
COMMENT ON FUNCTION identity.lock_permission(text, boolean, uuid) IS 'Lets businesses give a permission to roles whose template lacks it, or not; what was given before stays. True if that changed something.';
REVOKE ALL ON FUNCTION identity.lock_permission(text, boolean, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.lock_permission(text, boolean, uuid) TO mg_migrator;
SET ROLE mg_owner;
