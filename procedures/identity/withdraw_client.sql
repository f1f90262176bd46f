CREATE OR REPLACE FUNCTION identity.withdraw_client(p_client uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_client$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_client');
  v_tenant uuid := core.require_tenant_id();
BEGIN
  PERFORM identity.require_recent_factor();
  IF NOT identity.change_client(p_client, v_tenant, NULL, v_actor) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI408',
        MESSAGE = 'no such application',
        DETAIL = coalesce(p_client::text, $$$$),
        HINT = 'Check its number; mindgarden clients list names them.';
  END IF;
  PERFORM audit.record(v_tenant, 'identity.client.withdrawn', p_client::text, '{}', v_actor);
END
$withdraw_client$;
COMMENT ON FUNCTION identity.withdraw_client(uuid) IS 'Takes an application of the business in context out of use, and ends everything that it was let do.';
REVOKE ALL ON FUNCTION identity.withdraw_client(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.withdraw_client(uuid) TO mg_app;
