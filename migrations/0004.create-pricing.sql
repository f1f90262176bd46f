-- Plans, who is on which, and fee rules: the plans' and the tenants' own, each effective-dated without overlap.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE pricing.pricing_plan (
  pricing_plan_id uuid NOT NULL DEFAULT uuidv7(),
  plan_key        text NOT NULL,
  name_ko         text NOT NULL,
  name_en         text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  CONSTRAINT pricing_plan_pk PRIMARY KEY (pricing_plan_id),
  CONSTRAINT pricing_plan_key_uq UNIQUE (plan_key),
  CONSTRAINT pricing_plan_key_ck CHECK (plan_key = btrim(plan_key) AND length(plan_key) BETWEEN 1 AND 200)
);
COMMENT ON TABLE pricing.pricing_plan IS 'A price list of the platform that tenants subscribe to.';

CREATE TABLE pricing.tenant_plan (
  tenant_id       uuid NOT NULL,
  tenant_plan_id  uuid NOT NULL DEFAULT uuidv7(),
  pricing_plan_id uuid NOT NULL,
  valid_during    daterange NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  CONSTRAINT tenant_plan_pk PRIMARY KEY (tenant_id, tenant_plan_id),
  CONSTRAINT tenant_plan_valid_uq UNIQUE (tenant_id, valid_during WITHOUT OVERLAPS),
  CONSTRAINT tenant_plan_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tenant_plan_plan_fk FOREIGN KEY (pricing_plan_id) REFERENCES pricing.pricing_plan (pricing_plan_id)
);
COMMENT ON TABLE pricing.tenant_plan IS 'Which plan a tenant was on at which time.';
CREATE INDEX tenant_plan_plan_ix ON pricing.tenant_plan (pricing_plan_id);

CREATE TABLE pricing.plan_fee_rule (
  plan_fee_rule_id  uuid NOT NULL DEFAULT uuidv7(),
  pricing_plan_id   uuid NOT NULL,
  component         text NOT NULL,
  method            text NOT NULL DEFAULT '',
  category          text NOT NULL DEFAULT '',
  channel           text NOT NULL DEFAULT '',
  kind              text NOT NULL,
  rate              integer,
  fixed_minor       bigint NOT NULL DEFAULT 0,
  minimum_minor     bigint,
  maximum_minor     bigint,
  currency          text NOT NULL,
  tier_from         bigint[],
  tier_rate         integer[],
  tier_base         bigint[],
  returns_on_refund boolean NOT NULL,
  valid_during      daterange NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  CONSTRAINT plan_fee_rule_pk PRIMARY KEY (plan_fee_rule_id),
  CONSTRAINT plan_fee_rule_valid_uq UNIQUE (pricing_plan_id, component, method, category, channel, valid_during WITHOUT OVERLAPS),
  CONSTRAINT plan_fee_rule_plan_fk FOREIGN KEY (pricing_plan_id) REFERENCES pricing.pricing_plan (pricing_plan_id),
  CONSTRAINT plan_fee_rule_component_ck CHECK (component IN ('platform', 'pg')),
  CONSTRAINT plan_fee_rule_kind_ck CHECK (kind IN ('percent', 'tiered', 'tiered_by_previous_month')),
  CONSTRAINT plan_fee_rule_rate_ck CHECK (rate BETWEEN 0 AND 10000000 AND (kind = 'percent') = (rate IS NOT NULL)),
  CONSTRAINT plan_fee_rule_percent_ck CHECK (kind = 'percent' OR (fixed_minor = 0 AND minimum_minor IS NULL AND maximum_minor IS NULL)),
  CONSTRAINT plan_fee_rule_amounts_ck CHECK (fixed_minor >= 0 AND minimum_minor >= 0 AND maximum_minor >= 0 AND minimum_minor <= maximum_minor),
  CONSTRAINT plan_fee_rule_tiers_ck CHECK ((kind = 'percent') = (tier_from IS NULL) AND (kind = 'percent') = (tier_rate IS NULL)
    AND (kind = 'percent') = (tier_base IS NULL) AND (tier_from IS NULL OR (tier_from[1] = 0
    AND cardinality(tier_from) = cardinality(tier_rate) AND cardinality(tier_from) = cardinality(tier_base)))),
  CONSTRAINT plan_fee_rule_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency)
);
COMMENT ON TABLE pricing.plan_fee_rule IS 'A fee rule of a plan. A rule with its own validity is its own rule; it never changes but for its end.';
COMMENT ON COLUMN pricing.plan_fee_rule.component IS 'platform: our commission; pg: the payment gateway''s fee, passed on.';
COMMENT ON COLUMN pricing.plan_fee_rule.method IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.plan_fee_rule.category IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.plan_fee_rule.channel IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.plan_fee_rule.rate IS 'Of kind percent: parts per ten million (1 % = 100000), so that fees are integer arithmetic.';
COMMENT ON COLUMN pricing.plan_fee_rule.tier_from IS 'Lower bounds of the tiers, ascending from 0; the last tier is open.';
COMMENT ON COLUMN pricing.plan_fee_rule.tier_rate IS 'Rate of each tier, in parts per ten million.';
COMMENT ON COLUMN pricing.plan_fee_rule.tier_base IS 'Fee of all volume below each tier, in ten-millionths of a minor unit: F(v) needs one look-up.';
COMMENT ON COLUMN pricing.plan_fee_rule.valid_during IS 'Business days of captures on which the rule is in force.';
CREATE INDEX plan_fee_rule_currency_ix ON pricing.plan_fee_rule (currency);

CREATE TABLE pricing.tenant_fee_rule (
  tenant_id          uuid NOT NULL,
  tenant_fee_rule_id uuid NOT NULL DEFAULT uuidv7(),
  component         text NOT NULL,
  method            text NOT NULL DEFAULT '',
  category          text NOT NULL DEFAULT '',
  channel           text NOT NULL DEFAULT '',
  kind              text NOT NULL,
  rate              integer,
  fixed_minor       bigint NOT NULL DEFAULT 0,
  minimum_minor     bigint,
  maximum_minor     bigint,
  currency          text NOT NULL,
  tier_from         bigint[],
  tier_rate         integer[],
  tier_base         bigint[],
  returns_on_refund boolean NOT NULL,
  valid_during      daterange NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  CONSTRAINT tenant_fee_rule_pk PRIMARY KEY (tenant_id, tenant_fee_rule_id),
  CONSTRAINT tenant_fee_rule_valid_uq UNIQUE (tenant_id, component, method, category, channel, valid_during WITHOUT OVERLAPS),
  CONSTRAINT tenant_fee_rule_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tenant_fee_rule_component_ck CHECK (component IN ('platform', 'pg')),
  CONSTRAINT tenant_fee_rule_kind_ck CHECK (kind IN ('percent', 'tiered', 'tiered_by_previous_month')),
  CONSTRAINT tenant_fee_rule_rate_ck CHECK (rate BETWEEN 0 AND 10000000 AND (kind = 'percent') = (rate IS NOT NULL)),
  CONSTRAINT tenant_fee_rule_percent_ck CHECK (kind = 'percent' OR (fixed_minor = 0 AND minimum_minor IS NULL AND maximum_minor IS NULL)),
  CONSTRAINT tenant_fee_rule_amounts_ck CHECK (fixed_minor >= 0 AND minimum_minor >= 0 AND maximum_minor >= 0 AND minimum_minor <= maximum_minor),
  CONSTRAINT tenant_fee_rule_tiers_ck CHECK ((kind = 'percent') = (tier_from IS NULL) AND (kind = 'percent') = (tier_rate IS NULL)
    AND (kind = 'percent') = (tier_base IS NULL) AND (tier_from IS NULL OR (tier_from[1] = 0
    AND cardinality(tier_from) = cardinality(tier_rate) AND cardinality(tier_from) = cardinality(tier_base)))),
  CONSTRAINT tenant_fee_rule_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency)
);
COMMENT ON TABLE pricing.tenant_fee_rule IS 'A tenant''s own fee rule; it comes before its plan''s, even if less specific.';
COMMENT ON COLUMN pricing.tenant_fee_rule.component IS 'platform: our commission; pg: the payment gateway''s fee, passed on.';
COMMENT ON COLUMN pricing.tenant_fee_rule.method IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.tenant_fee_rule.category IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.tenant_fee_rule.channel IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.tenant_fee_rule.rate IS 'Of kind percent: parts per ten million (1 % = 100000), so that fees are integer arithmetic.';
COMMENT ON COLUMN pricing.tenant_fee_rule.tier_from IS 'Lower bounds of the tiers, ascending from 0; the last tier is open.';
COMMENT ON COLUMN pricing.tenant_fee_rule.tier_rate IS 'Rate of each tier, in parts per ten million.';
COMMENT ON COLUMN pricing.tenant_fee_rule.tier_base IS 'Fee of all volume below each tier, in ten-millionths of a minor unit: F(v) needs one look-up.';
COMMENT ON COLUMN pricing.tenant_fee_rule.valid_during IS 'Business days of captures on which the rule is in force.';
CREATE INDEX tenant_fee_rule_currency_ix ON pricing.tenant_fee_rule (currency);
