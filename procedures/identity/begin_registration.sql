SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_registration(
  p_user_id uuid, p_data_key jsonb, p_sealed jsonb, p_email_indexes bytea[], p_password_hash text, p_locale text,
  p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS interval
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_registration$
DECLARE
  v_wait interval;
  v_user identity.auth_user;
BEGIN
  IF p_address IS NOT NULL THEN
    v_wait := identity.count_attempt(sha256(convert_to('registration ' || host(p_address), 'UTF8')), 'address', 20);
  END IF;
  -- By the e-mail as well, whoever has it: nobody's letter box is filled from here.
  v_wait := coalesce(v_wait, identity.count_attempt(sha256('registration'::bytea || p_email_indexes[1]), 'account', 4));
  IF v_wait IS NOT NULL THEN
    RETURN v_wait;
  END IF;
  SELECT u.* INTO v_user FROM identity.auth_user AS u WHERE u.email_index = ANY (p_email_indexes) FOR UPDATE;
  -- Somebody invited keeps what was given; the invitation comes once more.
  IF v_user.email_verified_at IS NULL
     AND EXISTS (SELECT 1 FROM identity.membership AS m WHERE m.user_id = v_user.user_id AND m.revoked_at IS NULL) THEN
    PERFORM identity.queue_mail(v_user.user_id, 'invited');
    RETURN NULL;
  END IF;
  IF v_user.email_verified_at IS NOT NULL THEN
    PERFORM identity.queue_mail(v_user.user_id, 'already_registered');
    RETURN NULL;
  END IF;
  -- Nobody proved that the address is theirs: whoever comes next begins anew, with nothing left of what others wrote.
  IF v_user.user_id IS NOT NULL THEN
    PERFORM identity.erase_person(v_user.user_id);
  END IF;
  PERFORM identity.add_person(p_user_id, p_data_key, p_sealed, p_email_indexes, p_password_hash, p_locale, false, p_user_id);
  PERFORM identity.queue_mail(p_user_id, 'verify_email');
  PERFORM identity.note_security_event('registered', 'info', p_user_id, NULL, NULL, NULL, p_address, p_request_id);
  RETURN NULL;
END
$begin_registration$;
COMMENT ON FUNCTION identity.begin_registration(uuid, jsonb, jsonb, bytea[], text, text, inet, uuid) IS 'Opens an account that waits for its address to be confirmed, or tells its owner by mail that there is one; NULL in both cases, or how long to wait. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_registration(uuid, jsonb, jsonb, bytea[], text, text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_registration(uuid, jsonb, jsonb, bytea[], text, text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
