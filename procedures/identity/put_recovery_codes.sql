SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_recovery_codes(p_session_token text, p_code_hashes bytea[], p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_recovery_codes$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  PERFORM identity.require_step_up(v_session);
  DELETE FROM identity.recovery_code AS c WHERE c.user_id = v_session.user_id;
  INSERT INTO identity.recovery_code (code_hash, user_id) SELECT h, v_session.user_id FROM unnest(p_code_hashes) AS h;
  PERFORM identity.note_factor_change(v_session, 'second_factor_added', 'recovery_code', p_address, p_request_id);
  RETURN cardinality(p_code_hashes);
END
$put_recovery_codes$;
COMMENT ON FUNCTION identity.put_recovery_codes(text, bytea[], inet, uuid) IS 'Fresh recovery codes in place of all that the person had; returns how many.';
REVOKE ALL ON FUNCTION identity.put_recovery_codes(text, bytea[], inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_recovery_codes(text, bytea[], inet, uuid) TO mg_auth;
SET ROLE mg_owner;
