SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_token(p_token_hash bytea, p_purpose text) RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $find_token$
DECLARE
  v_user_id uuid;
BEGIN
  SELECT t.user_id INTO v_user_id
    FROM identity.one_time_token AS t
    JOIN identity.auth_user AS u ON u.user_id = t.user_id
   WHERE t.token_hash = p_token_hash AND t.purpose = p_purpose AND t.used_at IS NULL AND t.expires_at > statement_timestamp()
     AND u.withdrawn_at IS NULL AND u.disabled_at IS NULL
     FOR UPDATE OF t;
  IF v_user_id IS NULL THEN
    -- One answer for a code that is unknown, used or old.
    RAISE EXCEPTION USING
      ERRCODE = 'MI002',
      MESSAGE = 'this code does not work',
      HINT = 'Ask for a new mail; only the newest code works, once.';
  END IF;
  RETURN v_user_id;
END
$find_token$;
COMMENT ON FUNCTION identity.find_token(bytea, text) IS 'Whose code from a mail it is, locked until the transaction ends; an error if it does not work (any more).';
REVOKE ALL ON FUNCTION identity.find_token(bytea, text) FROM PUBLIC;
SET ROLE mg_owner;
