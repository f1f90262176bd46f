SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_operator(p_user_id uuid, p_actor uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_operator$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'identity.grant_operator');
BEGIN
  UPDATE identity.operator AS o SET revoked_at = statement_timestamp()
   WHERE o.user_id = p_user_id AND o.revoked_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.note_security_event('operator_role_taken', 'high', p_user_id, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('by', v_actor));
  RETURN true;
END
$revoke_operator$;
COMMENT ON FUNCTION identity.revoke_operator(uuid, uuid) IS 'Ends a persons right to enter as headquarters staff; false if there was none.';
REVOKE ALL ON FUNCTION identity.revoke_operator(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_operator(uuid, uuid) TO mg_migrator;
SET ROLE mg_owner;
