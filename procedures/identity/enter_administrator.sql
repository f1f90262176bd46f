SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.enter_administrator(
  p_tenant_id uuid, p_backend_pid integer
) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enter_administrator$
BEGIN
  IF p_tenant_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI401',
      MESSAGE = 'no such tenant',
      HINT = 'Check the tenant''s key.';
  END IF;
  RETURN core.mint_seal(p_tenant_id, NULL, identity.service_user_id('cli'), 'ADMINISTRATOR', NULL, interval '8 hours',
    p_backend_pid);
END
$enter_administrator$;
COMMENT ON FUNCTION identity.enter_administrator(uuid, integer) IS 'The door of who administers the database anyway: a context for a session of mg_app on this server, by its pid, to look at a tenant as its people see it.';
REVOKE ALL ON FUNCTION identity.enter_administrator(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.enter_administrator(uuid, integer) TO mg_migrator;
SET ROLE mg_owner;
