SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.add_user(
  p_email text, p_password_hash text, p_name_ko text, p_name_en text, p_locale text, p_created_by uuid
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_user$
DECLARE
  v_id uuid;
BEGIN
  INSERT INTO identity.auth_user (email, password_hash, name_ko, name_en, locale, created_by)
  VALUES (lower(btrim(p_email)), p_password_hash, p_name_ko, p_name_en, p_locale, p_created_by)
  ON CONFLICT (email) DO NOTHING
  RETURNING user_id INTO v_id;
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI501',
      MESSAGE = 'this email is taken',
      DETAIL = lower(btrim(p_email)),
      HINT = 'Grant a membership to the user who has it.';
  END IF;
  RETURN v_id;
END
$add_user$;
COMMENT ON FUNCTION identity.add_user(text, text, text, text, text, uuid) IS 'Adds a person who may log in; the password comes hashed.';
REVOKE ALL ON FUNCTION identity.add_user(text, text, text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_user(text, text, text, text, text, uuid) TO mg_migrator;
SET ROLE mg_owner;
