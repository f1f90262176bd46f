SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_totp(p_session_token text) RETURNS TABLE (user_id uuid, secret_sealed bytea, is_confirmed boolean, data_key_id uuid, wrapped_key bytea, wrapping_key_id text, seconds_now bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_totp$
  SELECT t.user_id, t.secret_sealed, t.confirmed_at IS NOT NULL, k.data_key_id, k.wrapped_key, k.wrapping_key_id,
         floor(extract(epoch FROM statement_timestamp()))::bigint
    FROM identity.find_session(p_session_token, '{second_factor,set_up,guest}') AS s
    JOIN identity.totp_key AS t ON t.user_id = s.user_id
    JOIN identity.data_key AS k ON k.data_key_id = t.data_key_id
$find_totp$;
COMMENT ON FUNCTION identity.find_totp(text) IS 'The sealed secret that codes of the person of a session are made of, and the seconds by the servers clock. For mg_auth alone.';
REVOKE ALL ON FUNCTION identity.find_totp(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_totp(text) TO mg_auth;
SET ROLE mg_owner;
