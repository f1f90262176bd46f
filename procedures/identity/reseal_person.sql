SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.reseal_person(p_user_id uuid, p_data_key jsonb, p_sealed jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reseal_person$
BEGIN
  UPDATE identity.data_key AS k SET retired_at = statement_timestamp()
   WHERE k.owner_kind = 'user' AND k.owner_id = p_user_id AND k.retired_at IS NULL AND k.destroyed_at IS NULL;
  INSERT INTO identity.data_key (data_key_id, owner_kind, owner_id, wrapped_key, wrapping_key_id)
  VALUES ((p_data_key ->> 'id')::uuid, 'user', p_user_id, decode(p_data_key ->> 'wrapped', 'hex'), p_data_key ->> 'wrapping_key');
  UPDATE identity.auth_user AS u
     SET data_key_id = (p_data_key ->> 'id')::uuid, email_sealed = decode(p_sealed ->> 'email', 'hex'),
         name_ko_sealed = decode(p_sealed ->> 'name_ko', 'hex'), name_en_sealed = decode(p_sealed ->> 'name_en', 'hex'),
         phone_sealed = decode(p_sealed ->> 'phone', 'hex')
   WHERE u.user_id = p_user_id AND u.email_index IS NOT NULL;
  UPDATE identity.totp_key AS t
     SET data_key_id = (p_data_key ->> 'id')::uuid, secret_sealed = decode(p_sealed ->> 'totp', 'hex')
   WHERE t.user_id = p_user_id AND p_sealed ->> 'totp' IS NOT NULL;
END
$reseal_person$;
COMMENT ON FUNCTION identity.reseal_person(uuid, jsonb, jsonb) IS 'What is known of somebody whom identity.lock_person gave, sealed by a fresh data key; the old one only opens from here on.';
REVOKE ALL ON FUNCTION identity.reseal_person(uuid, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.reseal_person(uuid, jsonb, jsonb) TO mg_migrator;
SET ROLE mg_owner;
