SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_membership(p_tenant_id uuid, p_membership_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_membership$
DECLARE
  v_member identity.membership;
BEGIN
  -- In one order, so that two owners who are removed at once wait for one another.
  PERFORM 1 FROM identity.membership AS m
    WHERE m.tenant_id = p_tenant_id AND m.role_code = 'TENANT_OWNER' AND m.revoked_at IS NULL
    ORDER BY m.membership_id FOR UPDATE;
  UPDATE identity.membership AS m SET revoked_at = statement_timestamp()
   WHERE m.tenant_id = p_tenant_id AND m.membership_id = p_membership_id AND m.revoked_at IS NULL
  RETURNING m.* INTO v_member;
  IF v_member.role_code = 'TENANT_OWNER' AND NOT EXISTS (
    SELECT 1 FROM identity.membership AS o
     WHERE o.tenant_id = p_tenant_id AND o.role_code = 'TENANT_OWNER' AND o.branch_id IS NULL AND o.revoked_at IS NULL) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI502',
        MESSAGE = 'the last owner of a business cannot leave',
        DETAIL = format('tenant %s', p_tenant_id),
        HINT = 'Make somebody else an owner first.';
  END IF;
  PERFORM identity.note_security_event('role_taken', 'low', v_member.user_id, p_tenant_id, NULL, NULL, NULL, core.request_id(),
    jsonb_build_object('role_code', v_member.role_code));
END
$end_membership$;
COMMENT ON FUNCTION identity.end_membership(uuid, uuid) IS 'Ends a membership; refused for the last owner.';
REVOKE ALL ON FUNCTION identity.end_membership(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_membership(uuid, uuid) TO mg_owner;
SET ROLE mg_owner;
