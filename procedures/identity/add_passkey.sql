SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.add_passkey(
  p_session_token text, p_credential_id bytea, p_public_key bytea, p_sign_count bigint, p_transports text[], p_is_synced boolean,
  p_label text, p_new_token_hash bytea, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_passkey$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{set_up}');
  v_id      uuid;
BEGIN
  PERFORM identity.require_factor_change(v_session);
  INSERT INTO identity.passkey (user_id, credential_id, public_key, sign_count, transports, is_synced, label)
  VALUES (v_session.user_id, p_credential_id, p_public_key, p_sign_count, p_transports, p_is_synced, nullif(btrim(p_label), ''))
  ON CONFLICT (credential_id) DO NOTHING
  RETURNING passkey_id INTO v_id;
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI505',
      MESSAGE = 'this passkey is known already',
      HINT = 'Use it, or add another one.';
  END IF;
  PERFORM identity.note_factor_change(v_session, 'second_factor_added', 'passkey', p_address, p_request_id);
  PERFORM identity.complete_factor(v_session, 'passkey', p_new_token_hash, p_address, p_request_id);
  RETURN v_id;
END
$add_passkey$;
COMMENT ON FUNCTION identity.add_passkey(text, bytea, bytea, bigint, text[], boolean, text, bytea, inet, uuid) IS 'Keeps the public half of a passkey whose making the caller has verified.';
REVOKE ALL ON FUNCTION identity.add_passkey(text, bytea, bytea, bigint, text[], boolean, text, bytea, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_passkey(text, bytea, bytea, bigint, text[], boolean, text, bytea, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
