SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_actor(p_actor uuid, p_permission text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $require_actor$
DECLARE
  v_is_service boolean;
  v_stack      text;
BEGIN
  IF p_actor IS NULL THEN
    RETURN identity.service_user_id('settlement');
  END IF;
  SELECT u.is_service INTO v_is_service FROM identity.auth_user AS u WHERE u.user_id = p_actor;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI403',
        MESSAGE = 'no such user',
        DETAIL = p_actor::text,
        HINT = 'Add the user first.';
  END IF;
  -- A service acts for jobs and for whoever administers the server; a person needs a role that may.
  IF NOT v_is_service AND NOT identity.operator_may(p_actor, p_permission) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI105',
        MESSAGE = 'this needs a permission that the role lacks',
        DETAIL = coalesce(p_permission, ''),
        HINT = 'Ask somebody who has it, or have it granted.';
  END IF;
  IF NOT v_is_service THEN
    -- Who asks is read off the call stack: a name that is handed in could be left out or wrong.
    GET DIAGNOSTICS v_stack = PG_CONTEXT;
    INSERT INTO identity.operator_audit_log (user_id, role_code, permission_code, routine, request_id)
    SELECT p_actor, o.role_code, p_permission,
           coalesce((regexp_match(split_part(v_stack, E'\n', 2), 'function ([a-z_.]+)'))[1], ''), core.request_id()
      FROM identity.operator AS o WHERE o.user_id = p_actor AND o.revoked_at IS NULL;
  END IF;
  RETURN p_actor;
END
$require_actor$;
COMMENT ON FUNCTION identity.require_actor(uuid, text) IS 'Who acts in a command of headquarters: the service if nobody is named, or a person whose role has the permission; an error for anybody else. A person''s act goes into identity.operator_audit_log.';
REVOKE ALL ON FUNCTION identity.require_actor(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.require_actor(uuid, text) TO mg_owner, mg_batch_owner;
SET ROLE mg_owner;
