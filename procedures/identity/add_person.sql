SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.add_person(
  p_user_id uuid, p_data_key jsonb, p_sealed jsonb, p_email_indexes bytea[], p_password_hash text, p_locale text,
  p_is_verified boolean, p_created_by uuid
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_person$
DECLARE
  v_id uuid;
BEGIN
  -- While the index key is rotated, an address may stand under an older key: no constraint sees that.
  IF NOT EXISTS (SELECT 1 FROM identity.auth_user AS u WHERE u.email_index = ANY (p_email_indexes)) THEN
    INSERT INTO identity.data_key (data_key_id, owner_kind, owner_id, wrapped_key, wrapping_key_id)
    VALUES ((p_data_key ->> 'id')::uuid, 'user', p_user_id, decode(p_data_key ->> 'wrapped', 'hex'), p_data_key ->> 'wrapping_key')
    ON CONFLICT DO NOTHING;
    INSERT INTO identity.auth_user (user_id, data_key_id, email_sealed, email_mask, email_index, index_key_id, name_ko_sealed,
      name_en_sealed, name_mask, password_hash, password_changed_at, locale, email_verified_at, created_by)
    VALUES (p_user_id, (p_data_key ->> 'id')::uuid, decode(p_sealed ->> 'email', 'hex'), p_sealed ->> 'email_mask',
      p_email_indexes[1], p_sealed ->> 'index_key', decode(p_sealed ->> 'name_ko', 'hex'), decode(p_sealed ->> 'name_en', 'hex'),
      p_sealed ->> 'name_mask', p_password_hash, CASE WHEN p_password_hash IS NOT NULL THEN statement_timestamp() END, p_locale,
      CASE WHEN p_is_verified THEN statement_timestamp() END, p_created_by)
    ON CONFLICT (email_index) DO NOTHING
    RETURNING user_id INTO v_id;
  END IF;
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI501',
      MESSAGE = 'this email is taken',
      DETAIL = coalesce(p_sealed ->> 'email_mask', ''),
      HINT = 'Grant a membership to the user who has it.';
  END IF;
  RETURN v_id;
END
$add_person$;
COMMENT ON FUNCTION identity.add_person(uuid, jsonb, jsonb, bytea[], text, text, boolean, uuid) IS 'Adds a person who may log in. Everything personal comes sealed (hexadecimal), with the wrapped key; the password comes hashed; the e-mail''s indexes under all keys, the active one first.';
REVOKE ALL ON FUNCTION identity.add_person(uuid, jsonb, jsonb, bytea[], text, text, boolean, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_person(uuid, jsonb, jsonb, bytea[], text, text, boolean, uuid) TO mg_migrator, mg_auth;
SET ROLE mg_owner;
