SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_consent(
  p_session_token text
) RETURNS TABLE (document_code text, version integer, audience text, is_required boolean, title_ko text, title_en text, body_ko text, body_en text,
               given_at timestamptz, is_pending boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_consent$
  SELECT d.document_code, d.version, d.audience, d.is_required, d.title_ko, d.title_en, d.body_ko, d.body_en, c.given_at, c.given_at IS NULL
    FROM identity.find_session(p_session_token, '{set_up,guest}') AS s
   CROSS JOIN LATERAL identity.own_business(s) AS b
   CROSS JOIN LATERAL (
     SELECT DISTINCT ON (v.document_code) v.* FROM identity.consent_document AS v
      WHERE v.begins_at <= statement_timestamp() ORDER BY v.document_code, v.version DESC) AS d
    LEFT JOIN identity.consent AS c
      ON c.document_code = d.document_code AND c.version = d.version AND c.withdrawn_at IS NULL
     AND CASE d.audience WHEN 'person' THEN c.user_id = s.user_id AND c.tenant_id IS NULL ELSE c.tenant_id = b END
   WHERE d.audience = 'person' OR b IS NOT NULL
   ORDER BY d.is_required DESC, d.audience DESC, d.document_code
$list_consent$;
COMMENT ON FUNCTION identity.list_consent(text) IS 'The versions of the moment, and which of them the person of a session has agreed to: for themselves, and where they own the business for it.';
REVOKE ALL ON FUNCTION identity.list_consent(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_consent(text) TO mg_auth;
SET ROLE mg_owner;
