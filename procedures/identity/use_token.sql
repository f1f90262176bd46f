SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.use_token(p_token_hash bytea, p_purpose text) RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $use_token$
DECLARE
  v_user_id uuid := identity.find_token(p_token_hash, p_purpose);
BEGIN
  -- Older codes of the same purpose go with it.
  UPDATE identity.one_time_token AS t SET used_at = statement_timestamp()
   WHERE t.user_id = v_user_id AND t.purpose = p_purpose AND t.used_at IS NULL;
  UPDATE identity.auth_user AS u SET email_verified_at = coalesce(u.email_verified_at, statement_timestamp())
   WHERE u.user_id = v_user_id;
  RETURN v_user_id;
END
$use_token$;
COMMENT ON FUNCTION identity.use_token(bytea, text) IS 'Uses a code from a mail up, which proves that its reader has the address; returns whose it was.';
REVOKE ALL ON FUNCTION identity.use_token(bytea, text) FROM PUBLIC;
SET ROLE mg_owner;
