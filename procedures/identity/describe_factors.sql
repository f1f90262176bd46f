SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.describe_factors(p_session_token text) RETURNS TABLE (has_totp boolean, passkey_count integer, recovery_count integer, is_required boolean, awaits text, is_recent boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $describe_factors$
  SELECT EXISTS (SELECT 1 FROM identity.totp_key AS t WHERE t.user_id = s.user_id AND t.confirmed_at IS NOT NULL),
         (SELECT count(*)::integer FROM identity.passkey AS p WHERE p.user_id = s.user_id),
         (SELECT count(*)::integer FROM identity.recovery_code AS c WHERE c.user_id = s.user_id AND c.used_at IS NULL),
         identity.needs_second_factor(s.user_id), s.awaits, identity.is_recent_factor(s)
    FROM identity.find_session(p_session_token, '{second_factor,set_up,guest}') AS s
$describe_factors$;
COMMENT ON FUNCTION identity.describe_factors(text) IS 'Which second factors the person of a session has, whether one is asked of them, and what the session still waits for.';
REVOKE ALL ON FUNCTION identity.describe_factors(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.describe_factors(text) TO mg_auth;
SET ROLE mg_owner;
