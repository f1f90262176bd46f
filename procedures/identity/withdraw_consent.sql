SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.withdraw_consent(p_session_token text, p_document_code text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_consent$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  IF EXISTS (SELECT 1 FROM identity.consent_document AS d
              WHERE d.document_code = p_document_code AND d.is_required AND d.begins_at <= statement_timestamp()) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI508',
        MESSAGE = 'without this consent there is no account',
        DETAIL = p_document_code,
        HINT = 'Leave MindGarden instead.';
  END IF;
  UPDATE identity.consent AS c SET withdrawn_at = statement_timestamp()
   WHERE c.document_code = p_document_code AND c.withdrawn_at IS NULL
     AND CASE WHEN c.tenant_id IS NULL THEN c.user_id = v_session.user_id ELSE c.tenant_id = identity.own_business(v_session) END;
  RETURN FOUND;
END
$withdraw_consent$;
COMMENT ON FUNCTION identity.withdraw_consent(text, text) IS 'Takes a consent back that nobody has to give; false if there was none.';
REVOKE ALL ON FUNCTION identity.withdraw_consent(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.withdraw_consent(text, text) TO mg_auth;
SET ROLE mg_owner;
