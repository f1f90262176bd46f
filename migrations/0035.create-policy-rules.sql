-- Rules that narrow what roles may do, by conditions over person, business, time, address, device and thing.
-- phase: expand · locks: none (new table) · reversible: yes
CREATE TABLE identity.policy_rules (
  policy_rule_id    uuid NOT NULL DEFAULT uuidv7(),
  tenant_id         uuid,
  name_ko           text NOT NULL,
  name_en           text,
  effect            text NOT NULL,
  permissions       text[] NOT NULL,
  condition         text NOT NULL,
  is_about_resource boolean NOT NULL,
  state             text NOT NULL DEFAULT 'draft',
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  switched_at       timestamptz,
  switched_by       uuid,
  CONSTRAINT policy_rules_pk PRIMARY KEY (policy_rule_id),
  CONSTRAINT policy_rules_name_ck CHECK (length(btrim(name_ko)) BETWEEN 1 AND 80 AND length(btrim(name_en)) BETWEEN 1 AND 80),
  CONSTRAINT policy_rules_effect_ck CHECK (effect IN ('deny', 'allow')),
  CONSTRAINT policy_rules_condition_ck CHECK (length(btrim(condition)) BETWEEN 1 AND 1000),
  CONSTRAINT policy_rules_state_ck CHECK (state IN ('draft', 'active', 'retired')),
  CONSTRAINT policy_rules_switched_ck CHECK ((switched_at IS NULL) = (switched_by IS NULL) AND (state = 'draft') = (switched_at IS NULL))
);
COMMENT ON TABLE identity.policy_rules IS 'Conditions beyond roles. They only narrow: row security and permissions stand, and deny wins over allow.';
COMMENT ON COLUMN identity.policy_rules.tenant_id IS 'Whose rule it is; null: headquarters'', which holds in every business.';
COMMENT ON COLUMN identity.policy_rules.effect IS 'deny: refused where the condition holds; allow: refused unless the condition of this or another such rule holds.';
COMMENT ON COLUMN identity.policy_rules.permissions IS 'Which permissions it is about; empty: all.';
COMMENT ON COLUMN identity.policy_rules.condition IS 'In CEL, over user, business, branch, time, address, device, session and resource.';
COMMENT ON COLUMN identity.policy_rules.is_about_resource IS 'Whether the condition looks at the thing that is asked for, so that it is tried on each and narrows lists.';
COMMENT ON COLUMN identity.policy_rules.state IS 'What is in force is never changed: another draft takes its place, so that each act can be explained later.';
CREATE INDEX policy_rules_tenant_ix ON identity.policy_rules (tenant_id);
GRANT SELECT, INSERT, UPDATE ON identity.policy_rules TO mg_door;
