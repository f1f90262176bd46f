SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_user(p_email_indexes bytea[]) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_user$
DECLARE
  v_id uuid;
BEGIN
  SELECT u.user_id INTO v_id FROM identity.auth_user AS u WHERE u.email_index = ANY (p_email_indexes);
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI403',
      MESSAGE = 'no such user',
      HINT = 'Add the user first.';
  END IF;
  RETURN v_id;
END
$find_user$;
COMMENT ON FUNCTION identity.find_user(bytea[]) IS 'The person with an e-mail, by its blind indexes; an error if there is none. For administration: log-in never tells.';
REVOKE ALL ON FUNCTION identity.find_user(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_user(bytea[]) TO mg_migrator, mg_batch;
SET ROLE mg_owner;
