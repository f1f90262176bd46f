SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_token(p_user_id uuid, p_purpose text, p_token_hash bytea, p_lifetime interval) RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_token$
  INSERT INTO identity.one_time_token (token_hash, purpose, user_id, expires_at)
  VALUES (p_token_hash, p_purpose, p_user_id, statement_timestamp() + p_lifetime)
  RETURNING expires_at
$put_token$;
COMMENT ON FUNCTION identity.put_token(uuid, text, bytea, interval) IS 'Makes a code that a mail carries good for one use; returns until when.';
REVOKE ALL ON FUNCTION identity.put_token(uuid, text, bytea, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_token(uuid, text, bytea, interval) TO mg_auth;
SET ROLE mg_owner;
