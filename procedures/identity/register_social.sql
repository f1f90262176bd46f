SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.register_social(
  p_user_id uuid, p_data_key jsonb, p_sealed jsonb, p_email_indexes bytea[], p_locale text, p_provider text, p_subject text,
  p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_social$
DECLARE
  v_user identity.auth_user;
BEGIN
  SELECT u.* INTO v_user FROM identity.auth_user AS u
   WHERE u.email_index = ANY (p_email_indexes) AND u.withdrawn_at IS NULL AND u.email_verified_at IS NULL FOR UPDATE;
  -- Somebody wrote the address here and never confirmed it; who was invited keeps the roles that were given.
  IF v_user.user_id IS NOT NULL AND EXISTS (SELECT 1 FROM identity.membership AS m WHERE m.user_id = v_user.user_id AND m.revoked_at IS NULL) THEN
    UPDATE identity.auth_user AS u SET email_verified_at = statement_timestamp(), password_hash = NULL WHERE u.user_id = v_user.user_id;
    PERFORM identity.put_social(v_user.user_id, p_provider, p_subject, p_address, p_request_id);
    RETURN v_user.user_id;
  ELSIF v_user.user_id IS NOT NULL THEN
    PERFORM identity.erase_person(v_user.user_id);
  END IF;
  PERFORM identity.add_person(p_user_id, p_data_key, p_sealed, p_email_indexes, NULL, p_locale, true, p_user_id);
  PERFORM identity.put_social(p_user_id, p_provider, p_subject, p_address, p_request_id);
  PERFORM identity.note_security_event('registered', 'info', p_user_id, NULL, NULL, NULL, p_address, p_request_id,
    jsonb_build_object('provider', p_provider));
  RETURN p_user_id;
END
$register_social$;
COMMENT ON FUNCTION identity.register_social(uuid, jsonb, jsonb, bytea[], text, text, text, inet, uuid) IS 'Opens an account for somebody whose address another service has verified, without a password; returns whose it is.';
REVOKE ALL ON FUNCTION identity.register_social(uuid, jsonb, jsonb, bytea[], text, text, text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.register_social(uuid, jsonb, jsonb, bytea[], text, text, text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
