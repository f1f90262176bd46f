SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.add_consent_document(p_document_code text, p_is_required boolean, p_begins_at timestamptz, p_texts jsonb, p_actor uuid DEFAULT NULL, p_audience text DEFAULT 'person') RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_consent_document$
DECLARE
  v_actor   uuid := identity.require_actor(p_actor, 'identity.change_terms');
  v_version integer;
BEGIN
  SELECT coalesce(max(d.version), 0) + 1 INTO v_version FROM identity.consent_document AS d WHERE d.document_code = p_document_code;
  IF p_begins_at < (SELECT max(d.begins_at) FROM identity.consent_document AS d WHERE d.document_code = p_document_code) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI003',
        MESSAGE = 'a version comes after the one before',
        DETAIL = format('%s version %s', p_document_code, v_version - 1),
        HINT = 'Give a later day.';
  END IF;
  INSERT INTO identity.consent_document (document_code, version, is_required, begins_at, title_ko, title_en, body_ko, body_en, audience, created_by)
  VALUES (p_document_code, v_version, p_is_required, p_begins_at, p_texts ->> 'title_ko', p_texts ->> 'title_en', p_texts ->> 'body_ko',
    p_texts ->> 'body_en', p_audience, v_actor);
  RETURN v_version;
END
$add_consent_document$;
COMMENT ON FUNCTION identity.add_consent_document(text, boolean, timestamptz, jsonb, uuid, text) IS 'A new version of terms or of a policy, which everybody (or with audience business every owner, for the business) is asked about from its day on; returns its number.';
REVOKE ALL ON FUNCTION identity.add_consent_document(text, boolean, timestamptz, jsonb, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_consent_document(text, boolean, timestamptz, jsonb, uuid, text) TO mg_migrator;
SET ROLE mg_owner;
