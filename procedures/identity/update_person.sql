SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.update_person(p_session_token text, p_sealed jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_person$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  UPDATE identity.auth_user AS u
     SET name_ko_sealed = decode(p_sealed ->> 'name_ko', 'hex'), name_en_sealed = decode(p_sealed ->> 'name_en', 'hex'),
         name_mask = p_sealed ->> 'name_mask', phone_sealed = decode(p_sealed ->> 'phone', 'hex'),
         phone_mask = p_sealed ->> 'phone_mask', phone_index = decode(p_sealed ->> 'phone_index', 'hex'),
         locale = p_sealed ->> 'locale'
   WHERE u.user_id = v_session.user_id
     -- The key may have been replaced between reading and writing: what an old one sealed would not open.
     AND u.data_key_id = (p_sealed ->> 'data_key_id')::uuid;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI503',
      MESSAGE = 'the account has changed in the meantime',
      HINT = 'Open it again and repeat the change.';
  END IF;
  PERFORM identity.note_security_event('profile_changed', 'info', v_session.user_id, NULL, v_session.auth_session_id,
    v_session.device_id, v_session.address, NULL);
END
$update_person$;
COMMENT ON FUNCTION identity.update_person(text, jsonb) IS 'Changes the signed-in person''s names, phone number and language; all personal comes sealed, in hexadecimal.';
REVOKE ALL ON FUNCTION identity.update_person(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.update_person(text, jsonb) TO mg_auth;
SET ROLE mg_owner;
