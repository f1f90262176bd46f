SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_factor_change(p_session identity.auth_session, p_event text, p_kind text, p_address inet, p_request_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $note_factor_change$
BEGIN
  PERFORM identity.note_security_event(p_event, 'low', p_session.user_id, NULL, p_session.auth_session_id, p_session.device_id,
    p_address, p_request_id, jsonb_build_object('kind', p_kind));
  PERFORM identity.queue_mail(p_session.user_id, 'second_factor_changed');
END
$note_factor_change$;
COMMENT ON FUNCTION identity.note_factor_change(identity.auth_session, text, text, inet, uuid) IS 'Writes down that somebodys second factors changed, and tells them by mail.';
REVOKE ALL ON FUNCTION identity.note_factor_change(identity.auth_session, text, text, inet, uuid) FROM PUBLIC;
SET ROLE mg_owner;
