SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.sealed_member(p_user_id uuid) RETURNS TABLE (user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea, name_mask text,
               phone_sealed bytea, phone_mask text, locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sealed_member$
  SELECT * FROM identity.sealed_person(p_user_id)
$sealed_member$;
COMMENT ON FUNCTION identity.sealed_member(uuid) IS 'As identity.sealed_person, for routines that have checked who asks.';
REVOKE ALL ON FUNCTION identity.sealed_member(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.sealed_member(uuid) TO mg_owner;
SET ROLE mg_owner;
