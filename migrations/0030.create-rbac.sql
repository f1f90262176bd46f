-- Roles and their permissions: templates of headquarters, a business's own copies, and which command asks for which permission.
-- phase: expand · locks: ACCESS EXCLUSIVE on identity.membership, operator and auth_session while few rows are read · reversible: yes
-- Members, operators and sessions are few, so that their checks may wait for one look at them:
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, ban-drop-constraint, require-concurrent-index-creation, adding-not-nullable-field, ban-drop-default
CREATE TABLE identity.permission (
  permission_code text NOT NULL,
  audience        text NOT NULL,
  name_ko         text NOT NULL,
  name_en         text,
  is_locked       boolean NOT NULL DEFAULT false,
  is_delicate     boolean NOT NULL DEFAULT false,
  CONSTRAINT permission_pk PRIMARY KEY (permission_code),
  CONSTRAINT permission_code_ck CHECK (permission_code ~ '^[a-z]+\.[a-z]+(_[a-z]+)+$'),
  CONSTRAINT permission_audience_ck CHECK (audience IN ('tenant', 'platform'))
);
COMMENT ON TABLE identity.permission IS 'What may be done, as schema.verb_object; asked for by routines.';
COMMENT ON COLUMN identity.permission.audience IS 'Whether members of a business have it, or headquarters'' staff.';
COMMENT ON COLUMN identity.permission.is_locked IS 'Headquarters lets no business give it to a role whose template lacks it.';
COMMENT ON COLUMN identity.permission.is_delicate IS 'Asks for a recent second factor as well.';

CREATE TABLE identity.role_template (
  template_code text NOT NULL,
  audience      text NOT NULL,
  business_type text NOT NULL DEFAULT '',
  role_level    integer NOT NULL,
  name_ko       text NOT NULL,
  name_en       text,
  CONSTRAINT role_template_pk PRIMARY KEY (template_code),
  CONSTRAINT role_template_code_ck CHECK (template_code ~ '^[A-Z]+(_[A-Z]+)*$'),
  CONSTRAINT role_template_audience_ck CHECK (audience IN ('tenant', 'platform')),
  CONSTRAINT role_template_business_ck CHECK (business_type IN ('', 'academy', 'food', 'beauty', 'retail')),
  CONSTRAINT role_template_level_ck CHECK (role_level BETWEEN 0 AND 100)
);
COMMENT ON TABLE identity.role_template IS 'Roles as headquarters defines them; a business activates what it needs.';
COMMENT ON COLUMN identity.role_template.business_type IS 'The trade that it is made for; empty: all.';
COMMENT ON COLUMN identity.role_template.role_level IS 'Rank: nobody grants a role above the own one. 0: apart from the hierarchy.';

CREATE TABLE identity.role_template_permission (
  template_code   text NOT NULL,
  permission_code text NOT NULL,
  CONSTRAINT role_template_permission_pk PRIMARY KEY (template_code, permission_code),
  CONSTRAINT role_template_permission_template_fk FOREIGN KEY (template_code) REFERENCES identity.role_template (template_code),
  CONSTRAINT role_template_permission_permission_fk FOREIGN KEY (permission_code) REFERENCES identity.permission (permission_code)
);
COMMENT ON TABLE identity.role_template_permission IS 'What each template may do.';

CREATE TABLE identity.command_permission (
  routine         text NOT NULL,
  done_by         text NOT NULL,
  permission_code text,
  CONSTRAINT command_permission_pk PRIMARY KEY (routine),
  CONSTRAINT command_permission_permission_fk FOREIGN KEY (permission_code) REFERENCES identity.permission (permission_code),
  CONSTRAINT command_permission_done_by_ck CHECK (done_by IN ('member', 'operator', 'self', 'visitor', 'machine', 'administrator')),
  CONSTRAINT command_permission_needed_ck CHECK ((permission_code IS NOT NULL) = (done_by IN ('member', 'operator')))
);
COMMENT ON TABLE identity.command_permission IS 'Every routine that changes something and that a runtime role may execute: who does it, and by which permission.';
COMMENT ON COLUMN identity.command_permission.done_by IS 'member: of a business; operator: headquarters'' staff; self: a signed-in person about themselves; visitor: somebody not signed in; machine: jobs and workers; administrator: whoever holds the migrator''s password.';

CREATE TABLE identity.tenant_role (
  tenant_id           uuid NOT NULL,
  role_code           text NOT NULL,
  template_code       text NOT NULL,
  name_ko             text,
  name_en             text,
  base_permissions    text[],
  needs_second_factor boolean NOT NULL DEFAULT false,
  retired_at          timestamptz,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          uuid,
  CONSTRAINT tenant_role_pk PRIMARY KEY (tenant_id, role_code),
  CONSTRAINT tenant_role_template_fk FOREIGN KEY (template_code) REFERENCES identity.role_template (template_code),
  CONSTRAINT tenant_role_code_ck CHECK (role_code ~ '^[A-Z]+(_[A-Z]+)*$' AND length(role_code) <= 40),
  CONSTRAINT tenant_role_name_ck CHECK (length(btrim(name_ko)) BETWEEN 1 AND 60 AND length(btrim(name_en)) BETWEEN 1 AND 60)
);
COMMENT ON TABLE identity.tenant_role IS 'Roles that a business uses, each made of a template.';
COMMENT ON COLUMN identity.tenant_role.name_ko IS 'What the business calls it; null: as the template.';
COMMENT ON COLUMN identity.tenant_role.base_permissions IS 'The template''s permissions when the business customised the role, or merged the template''s changes last; null: it follows the template.';
COMMENT ON COLUMN identity.tenant_role.needs_second_factor IS 'Whoever has the role sets one up, and shows it at every log-in.';

CREATE TABLE identity.role_permissions (
  tenant_id       uuid NOT NULL,
  role_code       text NOT NULL,
  permission_code text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid,
  CONSTRAINT role_permissions_pk PRIMARY KEY (tenant_id, role_code, permission_code),
  CONSTRAINT role_permissions_role_fk FOREIGN KEY (tenant_id, role_code) REFERENCES identity.tenant_role (tenant_id, role_code),
  CONSTRAINT role_permissions_permission_fk FOREIGN KEY (permission_code) REFERENCES identity.permission (permission_code)
);
COMMENT ON TABLE identity.role_permissions IS 'What a customised role of a business may do; roles that follow their template have no rows.';

CREATE INDEX role_template_permission_permission_ix ON identity.role_template_permission (permission_code);
CREATE INDEX command_permission_permission_ix ON identity.command_permission (permission_code);
CREATE INDEX tenant_role_template_ix ON identity.tenant_role (template_code);
CREATE INDEX role_permissions_permission_ix ON identity.role_permissions (permission_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.role_permissions TO mg_door;
GRANT SELECT, INSERT, UPDATE ON identity.tenant_role TO mg_door;
GRANT SELECT, UPDATE ON identity.permission TO mg_door;
GRANT SELECT ON identity.role_template, identity.role_template_permission, identity.command_permission TO mg_door;

-- Members so far keep their roles; deployment completes these templates.
INSERT INTO identity.role_template (template_code, audience, role_level, name_ko, name_en)
VALUES ('TENANT_OWNER', 'tenant', 60, '대표자', 'Owner'), ('TENANT_MANAGER', 'tenant', 50, '관리자', 'Manager'),
  ('TENANT_STAFF', 'tenant', 20, '직원', 'Staff'), ('HQ_MASTER', 'platform', 100, '본사 총괄', 'HQ master');
ALTER TABLE identity.membership NO FORCE ROW LEVEL SECURITY;
INSERT INTO identity.tenant_role (tenant_id, role_code, template_code)
SELECT DISTINCT m.tenant_id, m.role_code, m.role_code FROM identity.membership AS m;
ALTER TABLE identity.membership
  DROP CONSTRAINT membership_role_ck,
  ADD CONSTRAINT membership_role_fk FOREIGN KEY (tenant_id, role_code) REFERENCES identity.tenant_role (tenant_id, role_code);
-- By itself: within one statement it would be forced before the key is checked.
ALTER TABLE identity.membership FORCE ROW LEVEL SECURITY;

ALTER TABLE identity.operator NO FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.operator
  ADD COLUMN role_code text NOT NULL DEFAULT 'HQ_MASTER',
  ADD CONSTRAINT operator_role_fk FOREIGN KEY (role_code) REFERENCES identity.role_template (template_code),
  ADD CONSTRAINT operator_role_ck CHECK (role_code ~ '^HQ_' OR role_code = 'SECURITY_OFFICER');
ALTER TABLE identity.operator ALTER COLUMN role_code DROP DEFAULT;
ALTER TABLE identity.operator FORCE ROW LEVEL SECURITY;
CREATE INDEX operator_role_ix ON identity.operator (role_code);
CREATE INDEX membership_role_ix ON identity.membership (tenant_id, role_code);
COMMENT ON COLUMN identity.operator.role_code IS 'What the person is at headquarters.';

ALTER TABLE identity.auth_session
  ADD COLUMN active_role_code text,
  ADD COLUMN active_branch_id uuid;
COMMENT ON COLUMN identity.auth_session.active_role_code IS 'Which of several roles in the active tenant is in force; null: the widest.';
COMMENT ON COLUMN identity.auth_session.active_branch_id IS 'The branch of that role.';
