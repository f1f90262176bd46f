SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_token(
  p_token_hash bytea, p_purpose text, p_address inet DEFAULT NULL
) RETURNS TABLE (user_id uuid, password_hash text, email_sealed bytea, name_ko_sealed bytea, name_en_sealed bytea, phone_sealed bytea,
                 locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text, retry_after interval)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_token$
BEGIN
  IF p_address IS NOT NULL THEN
    retry_after := identity.count_attempt(sha256(convert_to('code ' || host(p_address), 'UTF8')), 'address', 20);
  END IF;
  -- A known code guards a password: both together are guessed no faster than a password alone.
  retry_after := coalesce(retry_after, identity.count_attempt(sha256('code'::bytea || p_token_hash), 'account', 10));
  IF retry_after IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT p.user_id, u.password_hash, p.email_sealed, p.name_ko_sealed, p.name_en_sealed, p.phone_sealed, p.locale, p.data_key_id,
           p.wrapped_key, p.wrapping_key_id, NULL::interval
      FROM identity.one_time_token AS t
      JOIN identity.auth_user AS u ON u.user_id = t.user_id AND u.disabled_at IS NULL
     CROSS JOIN LATERAL identity.sealed_person(t.user_id) AS p
     WHERE t.token_hash = p_token_hash AND t.purpose = p_purpose AND t.used_at IS NULL AND t.expires_at > statement_timestamp();
END
$begin_token$;
COMMENT ON FUNCTION identity.begin_token(bytea, text, inet) IS 'Whose code from a mail it is, with what a new or given password is compared with; no row if it does not work, or how long to wait. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.begin_token(bytea, text, inet) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_token(bytea, text, inet) TO mg_auth;
SET ROLE mg_owner;
