SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_client(p_client jsonb, p_secret_hash bytea, p_actor uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_client$
DECLARE
  v_scopes text[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(p_client -> 'scopes') ORDER BY 1);
  v_tenant uuid := (p_client ->> 'tenant_id')::uuid;
  v_role   text := nullif(p_client ->> 'role_code', '');
  v_id     uuid;
BEGIN
  IF NOT v_scopes <@ identity.app_scopes() THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI005',
        MESSAGE = 'no application may ask for this',
        DETAIL = array_to_string(ARRAY(SELECT unnest(v_scopes) EXCEPT SELECT unnest(identity.app_scopes()) ORDER BY 1), ', '),
        HINT = 'Leave it out; some things people do only themselves.';
  END IF;
  IF v_role IS NOT NULL THEN
    PERFORM identity.ensure_role(v_tenant, v_role, p_actor);
  END IF;
  INSERT INTO identity.oauth_client (tenant_id, name_ko, name_en, is_confidential, is_for_all, redirect_uris, grant_types, scopes, role_code,
    secret_hash, created_by)
  VALUES (v_tenant, btrim(p_client ->> 'name_ko'), nullif(btrim(p_client ->> 'name_en'), ''), p_secret_hash IS NOT NULL,
    coalesce((p_client ->> 'is_for_all')::boolean, false), ARRAY(SELECT jsonb_array_elements_text(p_client -> 'redirect_uris')),
    ARRAY(SELECT jsonb_array_elements_text(p_client -> 'grant_types')), v_scopes, v_role, p_secret_hash, p_actor)
  RETURNING oauth_client_id INTO v_id;
  PERFORM identity.note_security_event('client_registered', 'low', p_actor, v_tenant, NULL, NULL, NULL, core.request_id(),
    jsonb_build_object('client', v_id));
  RETURN v_id;
EXCEPTION
  WHEN check_violation OR not_null_violation THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI006',
        MESSAGE = 'this application cannot be registered',
        DETAIL = SQLERRM,
        HINT = 'Give a name, full addresses to come back to (https, or http on localhost), and a role if it acts by itself, which needs a secret.';
END
$put_client$;
COMMENT ON FUNCTION identity.put_client(jsonb, bytea, uuid) IS 'Writes a new application, which waits for headquarters. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.put_client(jsonb, bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_client(jsonb, bytea, uuid) TO mg_owner;
SET ROLE mg_owner;
