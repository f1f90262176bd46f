SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.name_device(p_session_token text, p_device_id uuid, p_label text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $name_device$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  UPDATE identity.device AS d SET label = nullif(btrim(p_label), '')
   WHERE d.device_id = p_device_id AND d.user_id = v_session.user_id;
  RETURN FOUND;
END
$name_device$;
COMMENT ON FUNCTION identity.name_device(text, uuid, text) IS 'Gives one of the person''s devices a name, or (empty) none; false if it is nobody''s or somebody else''s.';
REVOKE ALL ON FUNCTION identity.name_device(text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.name_device(text, uuid, text) TO mg_auth;
SET ROLE mg_owner;
