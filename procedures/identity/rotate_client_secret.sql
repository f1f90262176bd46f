CREATE OR REPLACE FUNCTION identity.rotate_client_secret(p_client uuid, p_secret_hash bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rotate_client_secret$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_client');
  v_tenant uuid := core.require_tenant_id();
BEGIN
  PERFORM identity.require_recent_factor();
  IF p_secret_hash IS NULL OR NOT identity.change_client(p_client, v_tenant, p_secret_hash, v_actor) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI408',
        MESSAGE = 'no such application',
        DETAIL = coalesce(p_client::text, $$$$),
        HINT = 'Check its number; mindgarden clients list names them.';
  END IF;
  PERFORM audit.record(v_tenant, 'identity.client.secret_changed', p_client::text, '{}', v_actor);
END
$rotate_client_secret$;
COMMENT ON FUNCTION identity.rotate_client_secret(uuid, bytea) IS 'Gives an application of the business in context another secret; the one before works for another day.';
REVOKE ALL ON FUNCTION identity.rotate_client_secret(uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.rotate_client_secret(uuid, bytea) TO mg_app;
