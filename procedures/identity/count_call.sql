SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.count_call(p_token_hash bytea) RETURNS TABLE (call_limit integer, calls_left integer, resets_in integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $count_call$
DECLARE
  v_token  identity.oauth_token := identity.live_token(p_token_hash);
  v_client uuid;
  v_minute timestamptz := date_trunc('minute', statement_timestamp());
  v_count  integer;
BEGIN
  IF v_token.kind IS DISTINCT FROM 'access' THEN
    RETURN;
  END IF;
  UPDATE identity.oauth_grant AS g SET last_used_at = statement_timestamp()
   WHERE g.oauth_grant_id = v_token.oauth_grant_id AND (g.last_used_at IS NULL OR g.last_used_at < statement_timestamp() - interval '1 minute');
  SELECT g.oauth_client_id, c.calls_per_minute INTO v_client, call_limit
    FROM identity.oauth_grant AS g JOIN identity.oauth_client AS c ON c.oauth_client_id = g.oauth_client_id
   WHERE g.oauth_grant_id = v_token.oauth_grant_id;
  INSERT INTO identity.oauth_call AS c (oauth_client_id, begins_at, call_count) VALUES (v_client, v_minute, 1)
  ON CONFLICT (oauth_client_id, begins_at) DO UPDATE SET call_count = c.call_count + 1
  RETURNING c.call_count INTO v_count;
  calls_left := call_limit - v_count;
  resets_in := ceil(extract(epoch FROM v_minute + interval '1 minute' - statement_timestamp()))::integer;
  RETURN NEXT;
END
$count_call$;
COMMENT ON FUNCTION identity.count_call(bytea) IS 'Counts a call by a live access token, in a transaction of its own so that a call that fails counts too: how many its application has in a minute, how many are left (below zero: too many), and in how many seconds a new minute begins. No row for a token that isn''t live.';
REVOKE ALL ON FUNCTION identity.count_call(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.count_call(bytea) TO mg_auth;
SET ROLE mg_owner;
