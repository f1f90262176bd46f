SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.own_permissions() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $own_permissions$
  SELECT coalesce((SELECT ARRAY(SELECT p.code FROM unnest(identity.permissions_of(core.tenant_id(), core.role_code())) AS p (code)
                                 WHERE p.code = ANY (t.scopes))
                     FROM identity.oauth_token AS t WHERE t.oauth_token_id = core.session_id()),
                  identity.permissions_of(core.tenant_id(), core.role_code()))
$own_permissions$;
COMMENT ON FUNCTION identity.own_permissions() IS 'What the role of the sealed context may do, and the token''s scopes where an application acts; what pages leave out, routines refuse anyway.';
REVOKE ALL ON FUNCTION identity.own_permissions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.own_permissions() TO mg_app;
SET ROLE mg_owner;
