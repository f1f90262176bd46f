SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_client(
  p_client uuid
) RETURNS TABLE (oauth_client_id uuid, name_ko text, name_en text, is_confidential boolean, redirect_uris text[], grant_types text[],
               scopes text[], secret_hashes bytea[])
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_client$
  SELECT c.oauth_client_id, c.name_ko, c.name_en, c.is_confidential, c.redirect_uris, c.grant_types, c.scopes,
         array_remove(ARRAY[c.secret_hash, CASE WHEN c.old_secret_until > statement_timestamp() THEN c.old_secret_hash END], NULL)
    FROM identity.oauth_client AS c WHERE c.oauth_client_id = p_client AND c.state = 'approved'
$find_client$;
COMMENT ON FUNCTION identity.find_client(uuid) IS 'An approved application, for the token service.';
REVOKE ALL ON FUNCTION identity.find_client(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_client(uuid) TO mg_auth;
SET ROLE mg_owner;
