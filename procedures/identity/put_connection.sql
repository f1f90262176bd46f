SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_connection(p_tenant_id uuid, p_connection jsonb, p_actor uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_connection$
DECLARE
  v_id uuid;
BEGIN
  IF nullif(p_connection ->> 'role_code', '') IS NOT NULL THEN
    PERFORM identity.ensure_role(p_tenant_id, p_connection ->> 'role_code', p_actor);
  END IF;
  INSERT INTO identity.sso_connection (tenant_id, sign_in_name, kind, issuer, client_id, data_key_id, secret_sealed, metadata, role_code, created_by)
  VALUES (p_tenant_id, p_connection ->> 'sign_in_name', p_connection ->> 'kind', p_connection ->> 'issuer', p_connection ->> 'client_id',
    (p_connection ->> 'data_key_id')::uuid, decode(p_connection ->> 'secret_sealed', 'hex'), p_connection ->> 'metadata',
    nullif(p_connection ->> 'role_code', ''), p_actor)
  RETURNING sso_connection_id INTO v_id;
  RETURN v_id;
EXCEPTION
  WHEN unique_violation THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI512',
        MESSAGE = 'this sign-in name is taken',
        DETAIL = p_connection ->> 'sign_in_name',
        HINT = 'Choose another one.';
  WHEN check_violation OR not_null_violation THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI008',
        MESSAGE = 'this directory cannot be connected',
        DETAIL = SQLERRM,
        HINT = 'Check the sign-in name (small letters, digits, -), the issuer''s address and the client id.';
END
$put_connection$;
COMMENT ON FUNCTION identity.put_connection(uuid, jsonb, uuid) IS 'Connects a directory of a business. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.put_connection(uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_connection(uuid, jsonb, uuid) TO mg_owner;
SET ROLE mg_owner;
