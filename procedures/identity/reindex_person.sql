SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.reindex_person(p_user_id uuid, p_index_key_id text, p_email_index bytea, p_phone_index bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reindex_person$
  UPDATE identity.auth_user AS u SET email_index = p_email_index, phone_index = p_phone_index, index_key_id = p_index_key_id
   WHERE u.user_id = p_user_id AND u.email_index IS NOT NULL
$reindex_person$;
COMMENT ON FUNCTION identity.reindex_person(uuid, text, bytea, bytea) IS 'The indexes of somebody whom identity.lock_person gave, by another key.';
REVOKE ALL ON FUNCTION identity.reindex_person(uuid, text, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.reindex_person(uuid, text, bytea, bytea) TO mg_migrator;
SET ROLE mg_owner;
