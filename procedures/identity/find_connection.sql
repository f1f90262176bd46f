SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_connection(
  p_sign_in_name text
) RETURNS TABLE (sso_connection_id uuid, kind text, issuer text, client_id text, secret_sealed bytea, metadata text, takes_new boolean, data_key_id uuid, wrapped_key bytea,
               wrapping_key_id text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_connection$
  SELECT c.sso_connection_id, c.kind, c.issuer, c.client_id, c.secret_sealed, c.metadata, c.role_code IS NOT NULL, k.data_key_id, k.wrapped_key, k.wrapping_key_id
    FROM identity.sso_connection AS c
    LEFT JOIN identity.data_key AS k ON k.data_key_id = c.data_key_id
   WHERE c.sign_in_name = lower(btrim(p_sign_in_name)) AND c.retired_at IS NULL
$find_connection$;
COMMENT ON FUNCTION identity.find_connection(text) IS 'The directory that people give by its sign-in name.';
REVOKE ALL ON FUNCTION identity.find_connection(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_connection(text) TO mg_auth;
SET ROLE mg_owner;
