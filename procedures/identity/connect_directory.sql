CREATE OR REPLACE FUNCTION identity.connect_directory(p_connection jsonb) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $connect_directory$
DECLARE
  v_actor  uuid := identity.require_permission('identity.manage_connection');
  v_tenant uuid := core.require_tenant_id();
  v_role   text := nullif(p_connection ->> 'role_code', '');
  v_id     uuid;
BEGIN
  PERFORM identity.require_recent_factor();
  IF v_role IS NOT NULL THEN
    PERFORM identity.require_rank(v_tenant, core.role_code(), v_role);
  END IF;
  v_id := identity.put_connection(v_tenant, p_connection, v_actor);
  PERFORM audit.record(v_tenant, 'identity.directory.connected', v_id::text, p_connection - 'secret_sealed' - 'metadata', v_actor);
  RETURN v_id;
END
$connect_directory$;
COMMENT ON FUNCTION identity.connect_directory(jsonb) IS 'Connects the own directory of the business in context: sign_in_name, kind, issuer, client_id, secret_sealed under data_key_id, metadata, role_code for who has no role yet.';
REVOKE ALL ON FUNCTION identity.connect_directory(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.connect_directory(jsonb) TO mg_app;
