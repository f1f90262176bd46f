SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_passkeys(p_session_token text) RETURNS TABLE (passkey_id uuid, credential_id bytea, transports text[], is_synced boolean, label text, created_at timestamptz, last_used_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_passkeys$
  SELECT p.passkey_id, p.credential_id, p.transports, p.is_synced, p.label, p.created_at, p.last_used_at
    FROM identity.find_session(p_session_token, '{second_factor,set_up}') AS s
    JOIN identity.passkey AS p ON p.user_id = s.user_id
   ORDER BY p.passkey_id
$list_passkeys$;
COMMENT ON FUNCTION identity.list_passkeys(text) IS 'The passkeys of the person of a session.';
REVOKE ALL ON FUNCTION identity.list_passkeys(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_passkeys(text) TO mg_auth;
SET ROLE mg_owner;
