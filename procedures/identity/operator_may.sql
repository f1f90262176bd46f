SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.operator_may(p_user_id uuid, p_permission text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $operator_may$
  SELECT EXISTS (SELECT 1 FROM identity.operator AS o
                   JOIN identity.role_template_permission AS p ON p.template_code = o.role_code
                  WHERE o.user_id = p_user_id AND o.revoked_at IS NULL AND p.permission_code = p_permission)
$operator_may$;
COMMENT ON FUNCTION identity.operator_may(uuid, text) IS 'Whether somebodys role at headquarters has a permission.';
REVOKE ALL ON FUNCTION identity.operator_may(uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
