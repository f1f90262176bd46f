SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.name_passkey(p_session_token text, p_passkey_id uuid, p_label text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $name_passkey$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  UPDATE identity.passkey AS p SET label = nullif(btrim(p_label), '')
   WHERE p.passkey_id = p_passkey_id AND p.user_id = v_session.user_id;
  RETURN FOUND;
END
$name_passkey$;
COMMENT ON FUNCTION identity.name_passkey(text, uuid, text) IS 'Gives one of the persons passkeys a name; false if it isnt theirs.';
REVOKE ALL ON FUNCTION identity.name_passkey(text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.name_passkey(text, uuid, text) TO mg_auth;
SET ROLE mg_owner;
