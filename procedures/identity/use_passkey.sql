SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_passkey(
  p_session_token text, p_credential_id bytea, p_sign_count bigint, p_new_token_hash bytea, p_address inet DEFAULT NULL,
  p_request_id uuid DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_passkey$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{second_factor,guest}');
BEGIN
  IF NOT EXISTS (SELECT 1 FROM identity.passkey AS p WHERE p.credential_id = p_credential_id AND p.user_id = v_session.user_id)
     OR NOT identity.count_passkey_use(p_credential_id, p_sign_count) THEN
    RETURN false;
  END IF;
  PERFORM identity.complete_factor(v_session, 'passkey', p_new_token_hash, p_address, p_request_id);
  RETURN true;
END
$use_passkey$;
COMMENT ON FUNCTION identity.use_passkey(text, bytea, bigint, bytea, inet, uuid) IS 'Accepts a passkey of the sessions own person as second factor; false if it is anothers, or a copy.';
REVOKE ALL ON FUNCTION identity.use_passkey(text, bytea, bigint, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.use_passkey(text, bytea, bigint, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
