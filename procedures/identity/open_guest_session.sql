SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.open_guest_session(
  p_connection_id uuid, p_subject text, p_person jsonb, p_email_indexes bytea[], p_locale text, p_token_hash bytea, p_portal text DEFAULT 'tenant', p_device_hash bytea DEFAULT NULL, p_user_agent text DEFAULT NULL, p_address inet DEFAULT NULL, p_country text DEFAULT NULL, p_request_id uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_guest_session$
DECLARE
  v_connection identity.sso_connection;
  v_user       uuid;
  v_session    uuid;
BEGIN
  SELECT c.* INTO v_connection FROM identity.sso_connection AS c WHERE c.sso_connection_id = p_connection_id AND c.retired_at IS NULL FOR SHARE;
  IF v_connection.sso_connection_id IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI410',
        MESSAGE = 'no such directory',
        DETAIL = p_connection_id::text,
        HINT = 'Check the sign-in name.';
  END IF;
  UPDATE identity.sso_subject AS b SET last_used_at = statement_timestamp()
   WHERE b.sso_connection_id = p_connection_id AND b.subject = p_subject
  RETURNING b.user_id INTO v_user;
  IF v_user IS NULL AND p_email_indexes IS NOT NULL THEN
    SELECT u.user_id INTO v_user FROM identity.auth_user AS u WHERE u.email_index = ANY (p_email_indexes) AND u.withdrawn_at IS NULL;
    IF v_user IS NULL AND v_connection.role_code IS NOT NULL THEN
      v_user := identity.add_person((p_person ->> 'user_id')::uuid, p_person -> 'data_key', p_person -> 'sealed', p_email_indexes, NULL, p_locale, false,
        v_connection.created_by);
      PERFORM identity.grant_membership(v_connection.tenant_id, v_user, v_connection.role_code, NULL, v_connection.created_by);
    ELSIF NOT EXISTS (SELECT 1 FROM identity.membership AS m
                       WHERE m.tenant_id = v_connection.tenant_id AND m.user_id = v_user AND m.revoked_at IS NULL) THEN
      -- Somebody of the platform, but nobody of this business: naming an address takes nobody's account.
      v_user := NULL;
    END IF;
    IF v_user IS NOT NULL THEN
      INSERT INTO identity.sso_subject (sso_connection_id, subject, user_id) VALUES (p_connection_id, p_subject, v_user) ON CONFLICT DO NOTHING;
      IF NOT FOUND THEN
        v_user := NULL; -- that person came in under another number
      END IF;
    END IF;
  END IF;
  IF v_user IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI117',
        MESSAGE = 'the directory vouches for nobody who may come in',
        HINT = 'Ask the owner of the business to invite you.';
  END IF;
  v_session := identity.open_session(v_user, p_token_hash, p_portal, v_connection.kind, p_device_hash, p_user_agent, p_address, p_country, p_request_id);
  UPDATE identity.auth_session AS s SET sso_connection_id = p_connection_id, active_tenant_id = v_connection.tenant_id
   WHERE s.auth_session_id = v_session;
  RETURN v_session;
END
$open_guest_session$;
COMMENT ON FUNCTION identity.open_guest_session(uuid, text, jsonb, bytea[], text, bytea, text, bytea, text, inet, text, uuid) IS 'Begins a session for whom a directory vouches: known by its number, or by the address of somebody who works in that business, or (where the business says so) somebody new with the sealed person given. The session reaches that business alone, and not the account.';
REVOKE ALL ON FUNCTION identity.open_guest_session(uuid, text, jsonb, bytea[], text, bytea, text, bytea, text, inet, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.open_guest_session(uuid, text, jsonb, bytea[], text, bytea, text, bytea, text, inet, text, uuid) TO mg_auth;
SET ROLE mg_owner;
