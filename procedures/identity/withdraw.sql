SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.withdraw(p_session_token text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
  v_tenant  uuid;
BEGIN
  -- In one order, so that two owners who leave at once wait for one another, and the second one sees that the first is gone.
  PERFORM 1 FROM identity.membership AS m
    WHERE m.role_code = 'TENANT_OWNER' AND m.revoked_at IS NULL
      AND m.tenant_id IN (SELECT o.tenant_id FROM identity.membership AS o WHERE o.user_id = v_session.user_id AND o.revoked_at IS NULL)
    ORDER BY m.tenant_id, m.membership_id FOR UPDATE;
  SELECT m.tenant_id INTO v_tenant FROM identity.membership AS m
   WHERE m.user_id = v_session.user_id AND m.role_code = 'TENANT_OWNER' AND m.revoked_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM identity.membership AS o
                      WHERE o.tenant_id = m.tenant_id AND o.role_code = 'TENANT_OWNER' AND o.revoked_at IS NULL
                        AND o.user_id <> m.user_id)
   LIMIT 1;
  IF v_tenant IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI502',
      MESSAGE = 'the last owner of a business cannot leave',
      DETAIL = format('tenant %s', v_tenant),
      HINT = 'Make somebody else an owner first.';
  END IF;
  PERFORM identity.note_security_event('withdrawn', 'low', v_session.user_id, NULL, v_session.auth_session_id, v_session.device_id,
    v_session.address, NULL);
  PERFORM identity.erase_person(v_session.user_id);
END
$withdraw$;
COMMENT ON FUNCTION identity.withdraw(text) IS 'Lets the signed-in person leave the platform for good; refused for the last owner of a business.';
REVOKE ALL ON FUNCTION identity.withdraw(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.withdraw(text) TO mg_auth;
SET ROLE mg_owner;
