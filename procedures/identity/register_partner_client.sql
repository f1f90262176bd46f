CREATE OR REPLACE FUNCTION identity.register_partner_client(p_client jsonb, p_secret_hash bytea, p_actor uuid) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_partner_client$
  SELECT identity.put_client(p_client - 'role_code' - 'tenant_id' || '{"is_for_all": true}', p_secret_hash,
    identity.require_actor(p_actor, 'identity.register_client'))
$register_partner_client$;
COMMENT ON FUNCTION identity.register_partner_client(jsonb, bytea, uuid) IS 'Registers an application of a partner, or of headquarters, for people of all businesses; another of the staff has to approve it.';
REVOKE ALL ON FUNCTION identity.register_partner_client(jsonb, bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.register_partner_client(jsonb, bytea, uuid) TO mg_migrator;
