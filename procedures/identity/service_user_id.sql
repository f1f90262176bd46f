SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.service_user_id(p_service_name text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $service_user_id$
DECLARE
  v_id uuid;
BEGIN
  SELECT u.user_id INTO v_id FROM identity.auth_user AS u WHERE u.service_name = p_service_name;
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI402',
      MESSAGE = 'no such service user',
      DETAIL = p_service_name,
      HINT = 'Service users are listed in sql/identity/reference_data.sql.';
  END IF;
  RETURN v_id;
END
$service_user_id$;
COMMENT ON FUNCTION identity.service_user_id(text) IS 'The user who stands as the creator of what a service writes.';
REVOKE ALL ON FUNCTION identity.service_user_id(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.service_user_id(text) TO mg_owner, mg_batch_owner, mg_batch, mg_app, mg_migrator;
SET ROLE mg_owner;
