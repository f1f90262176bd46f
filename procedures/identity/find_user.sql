SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_user(p_email text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_user$
DECLARE
  v_id uuid;
BEGIN
  SELECT u.user_id INTO v_id FROM identity.auth_user AS u WHERE u.email = lower(btrim(p_email));
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI403',
      MESSAGE = 'no such user',
      DETAIL = lower(btrim(p_email)),
      HINT = 'Add the user first.';
  END IF;
  RETURN v_id;
END
$find_user$;
COMMENT ON FUNCTION identity.find_user(text) IS 'The person with an email; an error if there is none. For administration: log-in never tells.';
REVOKE ALL ON FUNCTION identity.find_user(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_user(text) TO mg_migrator, mg_batch;
SET ROLE mg_owner;
