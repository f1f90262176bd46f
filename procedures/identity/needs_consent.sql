SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.needs_consent(p_user_id uuid, p_tenant_id uuid, p_role_code text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $needs_consent$
  SELECT EXISTS (
    SELECT 1 FROM (SELECT DISTINCT ON (v.document_code) v.* FROM identity.consent_document AS v
                    WHERE v.begins_at <= statement_timestamp() ORDER BY v.document_code, v.version DESC) AS d
     -- The owner is asked for the business; others go on working meanwhile.
     WHERE d.is_required AND (d.audience = 'person' OR p_role_code = 'TENANT_OWNER')
       AND NOT EXISTS (SELECT 1 FROM identity.consent AS c
                        WHERE c.document_code = d.document_code AND c.version = d.version AND c.withdrawn_at IS NULL
                          AND CASE d.audience WHEN 'person' THEN c.user_id = p_user_id AND c.tenant_id IS NULL ELSE c.tenant_id = p_tenant_id END))
$needs_consent$;
COMMENT ON FUNCTION identity.needs_consent(uuid, uuid, text) IS 'Whether somebody has still to agree to a version of the moment: for themselves, or as its owner for the business.';
REVOKE ALL ON FUNCTION identity.needs_consent(uuid, uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
