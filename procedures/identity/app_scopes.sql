SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.app_scopes() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $app_scopes$
  SELECT '{openid,profile,email,offline_access}'::text[] || ARRAY(
    SELECT p.permission_code FROM identity.permission AS p
     WHERE p.audience = 'tenant' AND NOT p.is_delicate AND NOT p.is_locked ORDER BY p.permission_code)
$app_scopes$;
COMMENT ON FUNCTION identity.app_scopes() IS 'What applications may ask for: who somebody is, and permissions that headquarters keeps neither locked nor behind a second factor.';
REVOKE ALL ON FUNCTION identity.app_scopes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.app_scopes() TO mg_auth, mg_app, mg_owner, mg_auditor;
SET ROLE mg_owner;
