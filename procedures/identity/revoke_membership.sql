SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_membership(p_tenant_id uuid, p_user_id uuid, p_role_code text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_membership$
DECLARE
  v_count integer;
BEGIN
  UPDATE identity.membership AS m SET revoked_at = statement_timestamp()
   WHERE m.tenant_id = p_tenant_id AND m.user_id = p_user_id AND m.revoked_at IS NULL
     AND (p_role_code IS NULL OR m.role_code = p_role_code);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    PERFORM identity.note_security_event('role_taken', 'low', p_user_id, p_tenant_id, NULL, NULL, NULL, NULL,
      jsonb_build_object('role_code', p_role_code, 'count', v_count));
  END IF;
  RETURN v_count;
END
$revoke_membership$;
COMMENT ON FUNCTION identity.revoke_membership(uuid, uuid, text) IS 'Ends a person''s memberships in a tenant, of one role or (NULL) of all; returns how many.';
REVOKE ALL ON FUNCTION identity.revoke_membership(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_membership(uuid, uuid, text) TO mg_migrator;
SET ROLE mg_owner;
