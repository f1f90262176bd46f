SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_sessions(p_session_token text)
RETURNS TABLE (auth_session_id uuid, device_id uuid, label text, user_agent text, address inet, country text, portal text, method text,
               created_at timestamptz, last_used_at timestamptz, expires_at timestamptz, is_current boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_sessions$
  SELECT s.auth_session_id, s.device_id, d.label, d.user_agent, s.address, d.last_country, s.portal, s.method, s.created_at,
         s.last_used_at, least(s.idle_expires_at, s.absolute_expires_at), s.auth_session_id = o.auth_session_id
    FROM identity.find_session(p_session_token) AS o
    JOIN identity.auth_session AS s ON s.user_id = o.user_id
    LEFT JOIN identity.device AS d ON d.device_id = s.device_id
   WHERE s.revoked_at IS NULL AND s.awaits IS NULL AND least(s.idle_expires_at, s.absolute_expires_at) > statement_timestamp()
   ORDER BY s.auth_session_id = o.auth_session_id DESC, s.last_used_at DESC, s.auth_session_id
$list_sessions$;
COMMENT ON FUNCTION identity.list_sessions(text) IS 'Where the signed-in person is signed in, this session first.';
REVOKE ALL ON FUNCTION identity.list_sessions(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_sessions(text) TO mg_auth;
SET ROLE mg_owner;
