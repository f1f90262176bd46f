SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_social(
  p_provider text, p_subject text, p_email_indexes bytea[] DEFAULT NULL, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS TABLE (user_id uuid, is_email_taken boolean, retry_after interval)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_social$
DECLARE
  v_user identity.auth_user;
BEGIN
  IF p_address IS NOT NULL THEN
    retry_after := identity.count_attempt(sha256(convert_to('social ' || host(p_address), 'UTF8')), 'address', 50);
    IF retry_after IS NOT NULL THEN
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;
  UPDATE identity.auth_user_social AS s SET last_used_at = statement_timestamp()
   WHERE s.provider = p_provider AND s.subject = p_subject
  RETURNING s.user_id INTO user_id;
  IF user_id IS NULL AND p_email_indexes IS NOT NULL THEN
    SELECT u.* INTO v_user FROM identity.auth_user AS u WHERE u.email_index = ANY (p_email_indexes) AND u.withdrawn_at IS NULL FOR UPDATE;
    is_email_taken := v_user.user_id IS NOT NULL;
    -- Both sides vouch for the address. Whoever registered it here without confirming it gets nothing of that.
    IF v_user.email_verified_at IS NOT NULL AND v_user.disabled_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM identity.auth_user_social AS o WHERE o.user_id = v_user.user_id AND o.provider = p_provider) THEN
      user_id := v_user.user_id;
      PERFORM identity.put_social(user_id, p_provider, p_subject, p_address, p_request_id);
    END IF;
  END IF;
  RETURN NEXT;
END
$begin_social$;
COMMENT ON FUNCTION identity.begin_social(text, text, bytea[], inet, uuid) IS 'Whose log-in of another service it is; p_email_indexes only if that service has verified the address: then an account that has confirmed the same one is linked, and its owner told. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_social(text, text, bytea[], inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_social(text, text, bytea[], inet, uuid) TO mg_auth;
SET ROLE mg_owner;
