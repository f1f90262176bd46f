SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_recent_factor() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $require_recent_factor$
DECLARE
  v_session identity.auth_session;
BEGIN
  -- Who administers the server itself has no session, and needs none.
  IF core.session_id() IS NULL AND core.role_code() = 'ADMINISTRATOR' THEN
    RETURN;
  END IF;
  SELECT s.* INTO v_session FROM identity.auth_session AS s
   WHERE s.auth_session_id = core.session_id() AND s.revoked_at IS NULL;
  PERFORM identity.require_step_up(v_session);
END
$require_recent_factor$;
COMMENT ON FUNCTION identity.require_recent_factor() IS 'Refuses, inside a sealed context, unless its session has shown a second factor lately: for payouts, keys, roles, exports of personal data.';
REVOKE ALL ON FUNCTION identity.require_recent_factor() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.require_recent_factor() TO mg_owner, mg_app, mg_operator;
SET ROLE mg_owner;
