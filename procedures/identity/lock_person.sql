SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.lock_person(p_after uuid, p_not_indexed_by text, p_sealed_before timestamptz)
RETURNS TABLE (user_id uuid, email_sealed bytea, name_ko_sealed bytea, name_en_sealed bytea, phone_sealed bytea, locale text,
               data_key_id uuid, wrapped_key bytea, wrapping_key_id text, totp_sealed bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $lock_person$
DECLARE
  v_user_id uuid;
BEGIN
  SELECT u.user_id INTO v_user_id
    FROM identity.auth_user AS u
    JOIN identity.data_key AS k ON k.data_key_id = u.data_key_id
   WHERE u.user_id > p_after AND (u.index_key_id <> p_not_indexed_by OR k.created_at < p_sealed_before)
   ORDER BY u.user_id LIMIT 1 FOR UPDATE OF u SKIP LOCKED;
  RETURN QUERY
    SELECT p.user_id, p.email_sealed, p.name_ko_sealed, p.name_en_sealed, p.phone_sealed, p.locale, p.data_key_id, p.wrapped_key,
           p.wrapping_key_id, t.secret_sealed
      FROM identity.sealed_person(v_user_id) AS p
      LEFT JOIN identity.totp_key AS t ON t.user_id = v_user_id AND t.data_key_id = p.data_key_id;
END
$lock_person$;
COMMENT ON FUNCTION identity.lock_person(uuid, text, timestamptz) IS 'The next person, by id, whose indexes are of another key, or whose data key is older, locked to be sealed anew; nobody: done, or others are at it.';
REVOKE ALL ON FUNCTION identity.lock_person(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.lock_person(uuid, text, timestamptz) TO mg_migrator;
SET ROLE mg_owner;
