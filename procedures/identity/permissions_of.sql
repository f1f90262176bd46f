SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.permissions_of(p_tenant_id uuid, p_role_code text) RETURNS text[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $permissions_of$
  SELECT coalesce(array_agg(p.permission_code ORDER BY p.permission_code), '{}')
    FROM identity.permission AS p
   WHERE p.audience = 'tenant' AND identity.role_may(p_tenant_id, p_role_code, p.permission_code)
$permissions_of$;
COMMENT ON FUNCTION identity.permissions_of(uuid, text) IS 'What a role of a business may do, in order.';
REVOKE ALL ON FUNCTION identity.permissions_of(uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
