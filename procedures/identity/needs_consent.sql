SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.needs_consent(p_user_id uuid) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $needs_consent$
  SELECT EXISTS (
    SELECT 1 FROM (SELECT DISTINCT ON (v.document_code) v.* FROM identity.consent_document AS v
                    WHERE v.begins_at <= statement_timestamp() ORDER BY v.document_code, v.version DESC) AS d
     WHERE d.is_required
       AND NOT EXISTS (SELECT 1 FROM identity.consent AS c
                        WHERE c.user_id = p_user_id AND c.document_code = d.document_code AND c.version = d.version AND c.withdrawn_at IS NULL))
$needs_consent$;
COMMENT ON FUNCTION identity.needs_consent(uuid) IS 'Whether somebody has still to agree to a version of the moment.';
REVOKE ALL ON FUNCTION identity.needs_consent(uuid) FROM PUBLIC;
SET ROLE mg_owner;
