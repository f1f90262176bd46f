SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.give_consent(p_session_token text, p_documents jsonb, p_request_id uuid DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $give_consent$
DECLARE
  v_session  identity.auth_session := identity.find_session(p_session_token, '{set_up,guest}');
  v_business uuid := identity.own_business(v_session);
  v_count    integer;
BEGIN
  -- What was shown is what counts: a version that came up meanwhile is asked for anew.
  INSERT INTO identity.consent (user_id, tenant_id, document_code, version, request_id)
  SELECT v_session.user_id, CASE d.audience WHEN 'business' THEN v_business END, d.document_code, d.version, p_request_id
    FROM jsonb_to_recordset(p_documents) AS g (document_code text, version integer)
    JOIN identity.consent_document AS d ON d.document_code = g.document_code AND d.version = g.version AND d.begins_at <= statement_timestamp()
   WHERE d.audience = 'person' OR v_business IS NOT NULL
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$give_consent$;
COMMENT ON FUNCTION identity.give_consent(text, jsonb, uuid) IS 'Keeps that the person of a session agreed to these versions, or as its owner agreed for the business; returns how many are new.';
REVOKE ALL ON FUNCTION identity.give_consent(text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.give_consent(text, jsonb, uuid) TO mg_auth;
SET ROLE mg_owner;
