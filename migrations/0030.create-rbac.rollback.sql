-- squawk-ignore-file ban-drop-column, ban-drop-table, constraint-missing-not-valid
ALTER TABLE identity.auth_session DROP COLUMN active_role_code, DROP COLUMN active_branch_id;
ALTER TABLE identity.operator DROP COLUMN role_code;
-- Roles that the schema before doesn't know become the least that it knows.
ALTER TABLE identity.membership NO FORCE ROW LEVEL SECURITY, DROP CONSTRAINT membership_role_fk;
UPDATE identity.membership AS m SET revoked_at = coalesce(m.revoked_at, now()), role_code = 'TENANT_STAFF'
 WHERE m.role_code NOT IN ('TENANT_OWNER', 'TENANT_MANAGER', 'TENANT_STAFF');
ALTER TABLE identity.membership
  ADD CONSTRAINT membership_role_ck CHECK (role_code IN ('TENANT_OWNER', 'TENANT_MANAGER', 'TENANT_STAFF')),
  FORCE ROW LEVEL SECURITY;
DROP INDEX identity.membership_role_ix;
DROP TABLE identity.role_permissions;
DROP TABLE identity.tenant_role;
DROP TABLE identity.command_permission;
DROP TABLE identity.role_template_permission;
DROP TABLE identity.role_template;
DROP TABLE identity.permission;
