SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.link_social(p_session_token text, p_provider text, p_subject text, p_address inet DEFAULT NULL, p_request_id uuid DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $link_social$
DECLARE
  v_session identity.auth_session := identity.find_session(p_session_token);
BEGIN
  PERFORM identity.require_factor_change(v_session);
  IF EXISTS (SELECT 1 FROM identity.auth_user_social AS s
              WHERE s.provider = p_provider AND (s.subject = p_subject OR s.user_id = v_session.user_id)) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI509',
        MESSAGE = 'this log-in is linked already',
        DETAIL = p_provider,
        HINT = 'Unlink it there first.';
  END IF;
  PERFORM identity.put_social(v_session.user_id, p_provider, p_subject, p_address, p_request_id);
END
$link_social$;
COMMENT ON FUNCTION identity.link_social(text, text, text, inet, uuid) IS 'Links a log-in of another service to the signed-in person, who has just shown a factor.';
REVOKE ALL ON FUNCTION identity.link_social(text, text, text, inet, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.link_social(text, text, text, inet, uuid) TO mg_auth;
SET ROLE mg_owner;
