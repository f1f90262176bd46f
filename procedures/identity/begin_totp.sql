SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_totp(p_session_token text, p_data_key_id uuid, p_secret_sealed bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_totp$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{set_up}');
BEGIN
  PERFORM identity.require_factor_change(v_session);
  -- As identity.lock_person, so that a secret is never left with a key that is just being replaced.
  PERFORM 1 FROM identity.auth_user AS u WHERE u.user_id = v_session.user_id AND u.data_key_id = p_data_key_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI503',
      MESSAGE = 'the account has changed in the meantime',
      HINT = 'Open it again and repeat the change.';
  END IF;
  INSERT INTO identity.totp_key AS t (user_id, data_key_id, secret_sealed)
  VALUES (v_session.user_id, p_data_key_id, p_secret_sealed)
  ON CONFLICT (user_id) DO UPDATE
     SET data_key_id = excluded.data_key_id, secret_sealed = excluded.secret_sealed, last_step = 0, created_at = statement_timestamp()
   WHERE t.confirmed_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI503',
      MESSAGE = 'the account has changed in the meantime',
      DETAIL = 'an authenticator app is there already',
      HINT = 'Open it again and repeat the change.';
  END IF;
END
$begin_totp$;
COMMENT ON FUNCTION identity.begin_totp(text, uuid, bytea) IS 'Keeps a fresh, sealed secret for an authenticator app until its first code confirms it.';
REVOKE ALL ON FUNCTION identity.begin_totp(text, uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_totp(text, uuid, bytea) TO mg_auth;
SET ROLE mg_owner;
