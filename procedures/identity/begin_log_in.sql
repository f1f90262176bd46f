SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_log_in(
  p_email_indexes bytea[], p_address inet DEFAULT NULL, p_device_hash bytea DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS TABLE (user_id uuid, password_hash text, is_verified boolean, retry_after interval)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_log_in$
DECLARE
  v_user    identity.auth_user;
  v_subject bytea := p_email_indexes[1];
BEGIN
  SELECT u.* INTO v_user FROM identity.auth_user AS u
   WHERE u.email_index = ANY (p_email_indexes) AND u.password_hash IS NOT NULL AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL;
  -- From a browser that the owner has used before, strangers' guesses don't shut the owner out.
  IF EXISTS (SELECT 1 FROM identity.device AS d
              WHERE d.token_hash = p_device_hash AND d.user_id = v_user.user_id AND d.revoked_at IS NULL) THEN
    v_subject := sha256(p_email_indexes[1] || p_device_hash);
  END IF;
  IF p_address IS NOT NULL THEN
    retry_after := identity.count_attempt(sha256(convert_to('address ' || host(p_address), 'UTF8')), 'address', 50);
  END IF;
  retry_after := coalesce(retry_after, identity.count_attempt(v_subject, 'account', 5));
  IF retry_after IS NOT NULL THEN
    PERFORM identity.note_security_event('log_in_blocked', 'low', v_user.user_id, NULL, NULL, NULL, p_address, p_request_id,
      jsonb_build_object('seconds', ceil(extract(epoch FROM retry_after))));
    RETURN NEXT;
    RETURN;
  END IF;
  user_id := v_user.user_id;
  password_hash := v_user.password_hash;
  is_verified := v_user.email_verified_at IS NOT NULL;
  RETURN NEXT;
END
$begin_log_in$;
COMMENT ON FUNCTION identity.begin_log_in(bytea[], inet, bytea, uuid) IS 'What is needed to check a password, or how long to wait before the next attempt. The answer for an unknown address differs in nothing but the missing user. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_log_in(bytea[], inet, bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_log_in(bytea[], inet, bytea, uuid) TO mg_auth;
SET ROLE mg_owner;
