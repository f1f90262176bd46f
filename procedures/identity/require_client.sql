SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_client(p_client uuid, p_tenant_id uuid) RETURNS identity.oauth_client
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_client$
DECLARE
  v_client identity.oauth_client;
BEGIN
  SELECT c.* INTO v_client FROM identity.oauth_client AS c
   WHERE c.oauth_client_id = p_client AND c.state = 'approved' AND (c.is_for_all OR c.tenant_id = p_tenant_id);
  IF v_client.oauth_client_id IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI408',
        MESSAGE = 'no such application',
        DETAIL = coalesce(p_client::text, $$$$),
        HINT = 'Check its number; mindgarden clients list names them.';
  END IF;
  RETURN v_client;
END
$require_client$;
COMMENT ON FUNCTION identity.require_client(uuid, uuid) IS 'An approved application that people of the business may use; an error if there is none.';
REVOKE ALL ON FUNCTION identity.require_client(uuid, uuid) FROM PUBLIC;
SET ROLE mg_owner;
