SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_social(p_user_id uuid, p_provider text, p_subject text, p_address inet, p_request_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $put_social$
BEGIN
  INSERT INTO identity.auth_user_social (provider, subject, user_id, last_used_at) VALUES (p_provider, p_subject, p_user_id, statement_timestamp());
  PERFORM identity.note_security_event('social_linked', 'low', p_user_id, NULL, NULL, NULL, p_address, p_request_id,
    jsonb_build_object('provider', p_provider));
  PERFORM identity.queue_mail(p_user_id, 'social_linked');
END
$put_social$;
COMMENT ON FUNCTION identity.put_social(uuid, text, text, inet, uuid) IS 'Links a log-in of another service, writes it down, and tells its owner.';
REVOKE ALL ON FUNCTION identity.put_social(uuid, text, text, inet, uuid) FROM PUBLIC;
SET ROLE mg_owner;
