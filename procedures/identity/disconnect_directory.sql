CREATE OR REPLACE FUNCTION identity.disconnect_directory(p_connection_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $disconnect_directory$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_connection');
  v_tenant uuid := core.require_tenant_id();
BEGIN
  PERFORM identity.require_recent_factor();
  IF NOT identity.end_connection(p_connection_id, v_tenant) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI410',
        MESSAGE = 'no such directory',
        DETAIL = p_connection_id::text,
        HINT = 'Check the sign-in name.';
  END IF;
  PERFORM audit.record(v_tenant, 'identity.directory.disconnected', p_connection_id::text, '{}', v_actor);
END
$disconnect_directory$;
COMMENT ON FUNCTION identity.disconnect_directory(uuid) IS 'Takes a directory of the business in context away; who signed in through it is signed out.';
REVOKE ALL ON FUNCTION identity.disconnect_directory(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.disconnect_directory(uuid) TO mg_app;
