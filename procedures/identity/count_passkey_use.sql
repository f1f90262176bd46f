SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.count_passkey_use(p_credential_id bytea, p_sign_count bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $count_passkey_use$
DECLARE
  v_user_id uuid;
BEGIN
  UPDATE identity.passkey AS p SET sign_count = p_sign_count, last_used_at = statement_timestamp()
   WHERE p.credential_id = p_credential_id AND (p_sign_count > p.sign_count OR (p_sign_count = 0 AND p.sign_count = 0));
  IF FOUND THEN
    RETURN true;
  END IF;
  SELECT p.user_id INTO v_user_id FROM identity.passkey AS p WHERE p.credential_id = p_credential_id;
  IF v_user_id IS NOT NULL THEN
    PERFORM identity.note_security_event('passkey_copied', 'high', v_user_id, NULL, NULL, NULL, NULL, NULL);
  END IF;
  RETURN false;
END
$count_passkey_use$;
COMMENT ON FUNCTION identity.count_passkey_use(bytea, bigint) IS 'Counts a use of a passkey, whose signature the caller has found right; false, and a security event, if it counts backwards: there is a copy.';
REVOKE ALL ON FUNCTION identity.count_passkey_use(bytea, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.count_passkey_use(bytea, bigint) TO mg_auth;
SET ROLE mg_owner;
