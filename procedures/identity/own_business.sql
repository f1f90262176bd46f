SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.own_business(p_session identity.auth_session) RETURNS uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $own_business$
  SELECT w.tenant_id
    FROM (SELECT m.tenant_id FROM identity.membership AS m
           WHERE m.user_id = p_session.user_id AND m.revoked_at IS NULL
             AND (p_session.active_tenant_id IS NULL OR m.tenant_id = p_session.active_tenant_id)
           ORDER BY m.tenant_id LIMIT 1) AS w
   WHERE EXISTS (SELECT 1 FROM identity.membership AS o
                  WHERE o.tenant_id = w.tenant_id AND o.user_id = p_session.user_id AND o.role_code = 'TENANT_OWNER' AND o.revoked_at IS NULL)
$own_business$;
COMMENT ON FUNCTION identity.own_business(identity.auth_session) IS 'The business in which a session works, if its person is an owner there; null else.';
REVOKE ALL ON FUNCTION identity.own_business(identity.auth_session) FROM PUBLIC;
SET ROLE mg_owner;
