SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.is_person(p_user_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $is_person$
DECLARE
  v_is_service boolean;
BEGIN
  SELECT u.is_service INTO v_is_service FROM identity.auth_user AS u WHERE u.user_id = p_user_id;
  IF v_is_service IS NULL AND p_user_id IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI403',
      MESSAGE = 'no such user',
      DETAIL = p_user_id::text,
      HINT = 'Add the user first.';
  END IF;
  RETURN NOT coalesce(v_is_service, true);
END
$is_person$;
COMMENT ON FUNCTION identity.is_person(uuid) IS 'Whether a user is a person with a name, and no service; an error if there is no such user. Nobody (null) is no person.';
REVOKE ALL ON FUNCTION identity.is_person(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.is_person(uuid) TO mg_batch_owner;
SET ROLE mg_owner;
