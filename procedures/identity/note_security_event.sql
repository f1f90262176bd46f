SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_security_event(
  p_kind text, p_severity text, p_user_id uuid, p_tenant_id uuid, p_session_id uuid, p_device_id uuid, p_address inet,
  p_request_id uuid, p_detail jsonb DEFAULT '{}'
) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_security_event$
  INSERT INTO identity.security_event (kind, severity, user_id, tenant_id, auth_session_id, device_id, address, request_id, detail)
  VALUES (p_kind, p_severity, p_user_id, p_tenant_id, p_session_id, p_device_id, p_address, p_request_id, p_detail)
  RETURNING security_event_id
$note_security_event$;
COMMENT ON FUNCTION identity.note_security_event(text, text, uuid, uuid, uuid, uuid, inet, uuid, jsonb) IS 'Writes down what a security officer wants to know. The detail holds no secret and nothing personal in plain text.';
REVOKE ALL ON FUNCTION identity.note_security_event(text, text, uuid, uuid, uuid, uuid, inet, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.note_security_event(text, text, uuid, uuid, uuid, uuid, inet, uuid, jsonb) TO mg_owner, mg_batch_owner, mg_auth;
SET ROLE mg_owner;
