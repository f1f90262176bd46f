SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_social(p_session_token text) RETURNS TABLE (provider text, linked_at timestamptz, last_used_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_social$
  SELECT l.provider, l.linked_at, l.last_used_at
    FROM identity.find_session(p_session_token, '{set_up}') AS s
    JOIN identity.auth_user_social AS l ON l.user_id = s.user_id
   ORDER BY l.provider
$list_social$;
COMMENT ON FUNCTION identity.list_social(text) IS 'The log-ins of other services that open the signed-in persons account.';
REVOKE ALL ON FUNCTION identity.list_social(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_social(text) TO mg_auth;
SET ROLE mg_owner;
