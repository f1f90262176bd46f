SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.needs_second_factor(p_user_id uuid) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $needs_second_factor$
  SELECT EXISTS (SELECT 1 FROM identity.operator AS o WHERE o.user_id = p_user_id AND o.revoked_at IS NULL)
      OR EXISTS (SELECT 1 FROM identity.membership AS m
                   JOIN identity.tenant_role AS r ON r.tenant_id = m.tenant_id AND r.role_code = m.role_code
                  WHERE m.user_id = p_user_id AND m.revoked_at IS NULL AND r.needs_second_factor)
$needs_second_factor$;
COMMENT ON FUNCTION identity.needs_second_factor(uuid) IS 'Whether somebody has to show a second factor: all of headquarters does, and whoever has a role whose business asks for it.';
REVOKE ALL ON FUNCTION identity.needs_second_factor(uuid) FROM PUBLIC;
SET ROLE mg_owner;
