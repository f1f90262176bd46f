CREATE OR REPLACE FUNCTION identity.register_client(p_client jsonb, p_secret_hash bytea DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_client$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_client');
  v_tenant uuid := core.require_tenant_id();
  v_role   text := nullif(p_client ->> 'role_code', '');
  v_id     uuid;
BEGIN
  PERFORM identity.require_recent_factor();
  IF v_role IS NOT NULL THEN
    PERFORM identity.require_rank(v_tenant, core.role_code(), v_role);
  END IF;
  v_id := identity.put_client(p_client || jsonb_build_object('tenant_id', v_tenant), p_secret_hash, v_actor);
  PERFORM audit.record(v_tenant, 'identity.client.registered', v_id::text, p_client - 'tenant_id', v_actor);
  RETURN v_id;
END
$register_client$;
COMMENT ON FUNCTION identity.register_client(jsonb, bytea) IS 'Registers an application of the business in context, which waits for headquarters: name_ko, name_en, is_for_all, redirect_uris, grant_types, scopes, and role_code if it acts by itself. The caller keeps the secret, only its hash comes here; NULL: it can keep none.';
REVOKE ALL ON FUNCTION identity.register_client(jsonb, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.register_client(jsonb, bytea) TO mg_app;
