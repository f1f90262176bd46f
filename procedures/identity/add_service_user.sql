SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.add_service_user(p_service_name text, p_name_ko text, p_name_en text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_service_user$
  INSERT INTO identity.auth_user (service_name, name_ko, name_en) VALUES (p_service_name, p_name_ko, p_name_en)
  ON CONFLICT (service_name) DO NOTHING
$add_service_user$;
COMMENT ON FUNCTION identity.add_service_user(text, text, text) IS 'Makes a service user unless it is there; for deployment.';
REVOKE ALL ON FUNCTION identity.add_service_user(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_service_user(text, text, text) TO mg_owner, mg_migrator;
SET ROLE mg_owner;
