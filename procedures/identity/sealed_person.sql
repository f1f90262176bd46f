SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.sealed_person(p_user_id uuid)
RETURNS TABLE (user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea, name_mask text,
               phone_sealed bytea, phone_mask text, locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $sealed_person$
  SELECT u.user_id, u.email_sealed, u.email_mask, u.name_ko_sealed, u.name_en_sealed, u.name_mask, u.phone_sealed, u.phone_mask,
         u.locale, k.data_key_id, k.wrapped_key, k.wrapping_key_id
    FROM identity.auth_user AS u
    JOIN identity.data_key AS k ON k.data_key_id = u.data_key_id
   WHERE u.user_id = p_user_id
$sealed_person$;
COMMENT ON FUNCTION identity.sealed_person(uuid) IS 'What is known of a person, sealed, and the wrapped key that opens it. For doors.';
REVOKE ALL ON FUNCTION identity.sealed_person(uuid) FROM PUBLIC;
SET ROLE mg_owner;
