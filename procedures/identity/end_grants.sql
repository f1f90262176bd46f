SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_grants(
  p_session_token text, p_client uuid, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_grants$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token, '{set_up}');
  v_count   integer := identity.end_grants_of(p_client, v_session.user_id, 'by_person');
BEGIN
  IF v_count > 0 THEN
    PERFORM identity.note_security_event('client_unauthorized', 'info', v_session.user_id, NULL, v_session.auth_session_id, NULL, p_address, p_request_id,
      jsonb_build_object('client', p_client, 'ended', v_count));
  END IF;
  RETURN v_count;
END
$end_grants$;
COMMENT ON FUNCTION identity.end_grants(text, uuid, inet, uuid) IS 'Lets an application no longer act for the signed-in person; returns how many grants ended.';
REVOKE ALL ON FUNCTION identity.end_grants(text, uuid, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_grants(text, uuid, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
