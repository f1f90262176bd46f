SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_recovery(
  p_email_indexes bytea[], p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS interval
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_recovery$
DECLARE
  v_wait interval;
  v_user uuid;
BEGIN
  IF p_address IS NOT NULL THEN
    v_wait := identity.count_attempt(sha256(convert_to('recovery ' || host(p_address), 'UTF8')), 'address', 20);
    IF v_wait IS NOT NULL THEN
      RETURN v_wait;
    END IF;
  END IF;
  SELECT u.user_id INTO v_user FROM identity.auth_user AS u
   WHERE u.email_index = ANY (p_email_indexes) AND u.disabled_at IS NULL AND u.withdrawn_at IS NULL;
  IF identity.queue_mail(v_user, 'reset_password') THEN
    PERFORM identity.note_security_event('password_reset_asked', 'info', v_user, NULL, NULL, NULL, p_address, p_request_id);
  END IF;
  RETURN NULL;
END
$begin_recovery$;
COMMENT ON FUNCTION identity.begin_recovery(bytea[], inet, uuid) IS 'Has a code for a new password mailed, if anybody has the address: NULL either way, or how long to wait. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_recovery(bytea[], inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_recovery(bytea[], inet, uuid) TO mg_auth;
SET ROLE mg_owner;
