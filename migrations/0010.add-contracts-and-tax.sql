-- Contracts beyond a plain fee, settlement schedules by method, and the tax parts of every event.
-- phase: expand · locks: ACCESS EXCLUSIVE for a moment on each table; a rewrite of none · reversible: yes
-- New keys hold what the old ones held, so that nothing is looked for while they are made; terms, clocks and statements are small:
-- squawk-ignore-file ban-drop-constraint, disallowed-unique-constraint, adding-serial-primary-key-field, require-concurrent-index-creation, require-concurrent-index-deletion

-- Fee rules: a cap per month, and who bears the VAT on the fee.
ALTER TABLE pricing.plan_fee_rule
  ADD COLUMN month_maximum_minor bigint,
  ADD COLUMN vat_treatment text NOT NULL DEFAULT 'added',
  ADD CONSTRAINT plan_fee_rule_month_maximum_ck CHECK (month_maximum_minor IS NULL OR (month_maximum_minor >= 0 AND kind = 'percent')) NOT VALID,
  ADD CONSTRAINT plan_fee_rule_vat_ck CHECK (vat_treatment IN ('added', 'included', 'borne')) NOT VALID;
COMMENT ON COLUMN pricing.plan_fee_rule.month_maximum_minor IS 'The rule charges a tenant no more than this in a calendar month; null: no cap.';
COMMENT ON COLUMN pricing.plan_fee_rule.vat_treatment IS 'added: VAT comes on top of the fee; included: the fee holds it; borne: HQ pays it.';
ALTER TABLE pricing.tenant_fee_rule
  ADD COLUMN month_maximum_minor bigint,
  ADD COLUMN vat_treatment text NOT NULL DEFAULT 'added',
  ADD CONSTRAINT tenant_fee_rule_month_maximum_ck CHECK (month_maximum_minor IS NULL OR (month_maximum_minor >= 0 AND kind = 'percent')) NOT VALID,
  ADD CONSTRAINT tenant_fee_rule_vat_ck CHECK (vat_treatment IN ('added', 'included', 'borne')) NOT VALID;
COMMENT ON COLUMN pricing.tenant_fee_rule.month_maximum_minor IS 'The rule charges the tenant no more than this in a calendar month; null: no cap.';
COMMENT ON COLUMN pricing.tenant_fee_rule.vat_treatment IS 'added: VAT comes on top of the fee; included: the fee holds it; borne: HQ pays it.';

CREATE TABLE pricing.promotion (
  promotion_id  uuid NOT NULL DEFAULT uuidv7(),
  promotion_key text NOT NULL,
  name_ko       text NOT NULL,
  name_en       text,
  method        text NOT NULL DEFAULT '',
  category      text NOT NULL DEFAULT '',
  channel       text NOT NULL DEFAULT '',
  rate          integer NOT NULL,
  budget_minor  bigint NOT NULL,
  currency      text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid NOT NULL,
  CONSTRAINT promotion_pk PRIMARY KEY (promotion_id),
  CONSTRAINT promotion_key_uq UNIQUE (promotion_key),
  CONSTRAINT promotion_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT promotion_key_ck CHECK (promotion_key = btrim(promotion_key) AND length(promotion_key) BETWEEN 1 AND 200),
  CONSTRAINT promotion_rate_ck CHECK (rate BETWEEN 1 AND 10000000),
  CONSTRAINT promotion_budget_ck CHECK (budget_minor > 0)
);
COMMENT ON TABLE pricing.promotion IS 'HQ waives a part of the platform fee, of each tenant that takes part until its budget is used up.';
COMMENT ON COLUMN pricing.promotion.method IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.promotion.category IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.promotion.channel IS 'Selector; an empty one matches anything.';
COMMENT ON COLUMN pricing.promotion.rate IS 'The waived part of the fee, in parts per ten million.';
COMMENT ON COLUMN pricing.promotion.budget_minor IS 'What is waived of one tenant''s fees at the most.';
CREATE INDEX promotion_currency_ix ON pricing.promotion (currency);

-- Schedules: some methods of a tenant are settled by a cycle of their own.
CREATE TABLE settlement.schedule (
  tenant_id     uuid NOT NULL,
  schedule_id   uuid NOT NULL DEFAULT uuidv7(),
  schedule_code text NOT NULL,
  methods       text[] NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid NOT NULL,
  CONSTRAINT schedule_pk PRIMARY KEY (tenant_id, schedule_id),
  CONSTRAINT schedule_code_uq UNIQUE (tenant_id, schedule_code),
  CONSTRAINT schedule_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT schedule_code_ck CHECK (schedule_code ~ '^[a-z0-9][a-z0-9_-]{0,29}$')
);
COMMENT ON TABLE settlement.schedule IS 'Methods that are settled by a cycle and terms of their own; every other method of the tenant belongs to its main schedule, whose code is empty and which has no row.';
COMMENT ON COLUMN settlement.schedule.methods IS 'Codes of the methods whose captures, recorded from now on, belong to it; no method stands in two.';

CREATE TABLE pricing.tenant_promotion (
  tenant_id           uuid NOT NULL,
  tenant_promotion_id uuid NOT NULL DEFAULT uuidv7(),
  promotion_id        uuid NOT NULL,
  schedule_code       text NOT NULL DEFAULT '',
  valid_during        daterange NOT NULL,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          uuid NOT NULL,
  CONSTRAINT tenant_promotion_pk PRIMARY KEY (tenant_id, tenant_promotion_id),
  CONSTRAINT tenant_promotion_valid_uq UNIQUE (tenant_id, schedule_code, valid_during WITHOUT OVERLAPS),
  CONSTRAINT tenant_promotion_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tenant_promotion_promotion_fk FOREIGN KEY (promotion_id) REFERENCES pricing.promotion (promotion_id)
);
COMMENT ON TABLE pricing.tenant_promotion IS 'A tenant takes part in a promotion for the captures of some business days; one at a time in each schedule, so that its budget is used in their order.';
COMMENT ON COLUMN pricing.tenant_promotion.schedule_code IS 'Captures of this schedule alone; empty: the main one.';
CREATE INDEX tenant_promotion_promotion_ix ON pricing.tenant_promotion (promotion_id);

CREATE TABLE pricing.coupon_share (
  tenant_id       uuid NOT NULL,
  coupon_share_id uuid NOT NULL DEFAULT uuidv7(),
  platform_rate   integer NOT NULL,
  valid_during    daterange NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  CONSTRAINT coupon_share_pk PRIMARY KEY (tenant_id, coupon_share_id),
  CONSTRAINT coupon_share_valid_uq UNIQUE (tenant_id, valid_during WITHOUT OVERLAPS),
  CONSTRAINT coupon_share_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT coupon_share_rate_ck CHECK (platform_rate BETWEEN 0 AND 10000000)
);
COMMENT ON TABLE pricing.coupon_share IS 'Who bears a coupon: HQ this part of it, the tenant the rest. Without a row the tenant bears it all.';
COMMENT ON COLUMN pricing.coupon_share.platform_rate IS 'HQ''s part, in parts per ten million.';
COMMENT ON COLUMN pricing.coupon_share.valid_during IS 'Business days of captures.';

-- Terms, clock and statements: one of each a schedule. Payout days as the contract says.
ALTER TABLE settlement.terms
  ADD COLUMN schedule_code text NOT NULL DEFAULT '',
  ADD COLUMN payout_delay_days integer,
  ADD COLUMN payout_weekdays smallint[],
  ADD COLUMN payout_month_days smallint[],
  ADD COLUMN payout_day_policy text NOT NULL DEFAULT 'business_days',
  DROP CONSTRAINT terms_valid_uq,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT terms_valid_uq UNIQUE (tenant_id, schedule_code, valid_during WITHOUT OVERLAPS),
  ADD CONSTRAINT terms_payout_policy_ck CHECK (payout_day_policy IN ('business_days', 'before', 'after', 'calendar')) NOT VALID,
  ADD CONSTRAINT terms_payout_days_ck CHECK ((payout_day_policy = 'business_days') = (payout_delay_days IS NULL)
    AND payout_delay_days BETWEEN 0 AND 365 AND (payout_day_policy <> 'business_days' OR (payout_weekdays IS NULL AND payout_month_days IS NULL))
    AND (payout_weekdays IS NULL OR payout_month_days IS NULL)) NOT VALID,
  ADD CONSTRAINT terms_payout_lists_ck CHECK (1 <= ALL (payout_weekdays) AND 7 >= ALL (payout_weekdays)
    AND 1 <= ALL (payout_month_days) AND 31 >= ALL (payout_month_days) AND payout_weekdays <> '{}' AND payout_month_days <> '{}') NOT VALID;
COMMENT ON COLUMN settlement.terms.schedule_code IS 'The schedule that they are for; empty: the main one.';
COMMENT ON COLUMN settlement.terms.payout_delay_days IS 'Calendar days after the period''s end before which nothing is paid; null: payout_delay_business_days counts.';
COMMENT ON COLUMN settlement.terms.payout_weekdays IS 'Paid out on these days of the week alone (1 Monday to 7 Sunday).';
COMMENT ON COLUMN settlement.terms.payout_month_days IS 'Paid out on these days of the month alone; 31 is the last one.';
COMMENT ON COLUMN settlement.terms.payout_day_policy IS 'business_days: the N-th business day. Else what becomes of a payout day that is none: the business day before, the one after, or the calendar day as it is.';

ALTER TABLE settlement.tenant_clock
  ADD COLUMN schedule_code text NOT NULL DEFAULT '',
  DROP CONSTRAINT tenant_clock_pk,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT tenant_clock_pk PRIMARY KEY (tenant_id, schedule_code);
COMMENT ON COLUMN settlement.tenant_clock.schedule_code IS 'The schedule whose periods it closes; empty: the main one.';

ALTER TABLE settlement.adjustment ADD COLUMN schedule_code text NOT NULL DEFAULT '';
COMMENT ON COLUMN settlement.adjustment.schedule_code IS 'The schedule whose statement counts it; empty: the main one.';

-- Events: their schedule, the coupon, and which parts of the price bear VAT.
ALTER TABLE commerce.import_row
  ADD COLUMN coupon_discount text NOT NULL DEFAULT '', ADD COLUMN tax_free text NOT NULL DEFAULT '', ADD COLUMN zero_rated text NOT NULL DEFAULT '';
ALTER TABLE commerce.import_event
  ADD COLUMN schedule_code text, ADD COLUMN coupon_discount_minor bigint, ADD COLUMN tax_free_minor bigint, ADD COLUMN zero_rated_minor bigint;
ALTER TABLE commerce.payment_event
  ADD COLUMN schedule_code text NOT NULL DEFAULT '',
  ADD COLUMN coupon_discount_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN tax_free_minor bigint,
  ADD COLUMN zero_rated_minor bigint,
  ADD CONSTRAINT payment_event_coupon_ck CHECK (coupon_discount_minor >= 0 AND (coupon_discount_minor = 0 OR kind = 'capture')) NOT VALID,
  ADD CONSTRAINT payment_event_parts_ck CHECK ((tax_free_minor IS NULL) = (zero_rated_minor IS NULL) AND tax_free_minor >= 0 AND zero_rated_minor >= 0
    AND tax_free_minor <= amount_minor + platform_discount_minor AND zero_rated_minor <= amount_minor + platform_discount_minor - tax_free_minor) NOT VALID;
COMMENT ON COLUMN commerce.payment_event.schedule_code IS 'The settlement schedule of its capture''s method, fixed when it is recorded; empty: the main one.';
COMMENT ON COLUMN commerce.payment_event.coupon_discount_minor IS 'What a coupon took off the price; HQ''s part of it by contract is in platform_discount_minor.';
COMMENT ON COLUMN commerce.payment_event.tax_free_minor IS 'The part of amount and discount that bears no VAT. Null: nothing for a capture, in proportion to its capture for what takes back.';
COMMENT ON COLUMN commerce.payment_event.zero_rated_minor IS 'The part at the zero rate; null as tax_free_minor.';

ALTER TABLE tenancy.tenant
  ADD COLUMN tax_type text NOT NULL DEFAULT 'taxable',
  ADD CONSTRAINT tenant_tax_type_ck CHECK (tax_type IN ('taxable', 'tax_free', 'zero_rated')) NOT VALID;
COMMENT ON COLUMN tenancy.tenant.tax_type IS 'What its sales are where a payment doesn''t say: VAT Act art. 26 frees licensed academies, art. 21 to 24 give the zero rate.';

ALTER TABLE settlement.line
  ADD COLUMN tax_free_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN zero_rated_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN waived_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN promotion_id uuid;
COMMENT ON COLUMN settlement.line.tax_free_minor IS 'Of sales and discount, the part without VAT.';
COMMENT ON COLUMN settlement.line.zero_rated_minor IS 'Of sales and discount, the part at the zero rate.';
COMMENT ON COLUMN settlement.line.vat_minor IS 'VAT within the taxable part of sales and discount: round(part / 11), what takes back by the difference of running totals.';
COMMENT ON COLUMN settlement.line.waived_minor IS 'What a promotion took off the platform fee; the fee is what is left.';
COMMENT ON COLUMN settlement.line.promotion_id IS 'The promotion that waived it.';

ALTER TABLE settlement.statement
  ADD COLUMN schedule_code text NOT NULL DEFAULT '',
  ADD COLUMN platform_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN pg_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN platform_included_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN pg_included_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN borne_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN waived_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN taxable_supply_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN sales_vat_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN tax_free_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN zero_rated_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN reviewed_at timestamptz,
  ADD COLUMN reviewed_by uuid,
  DROP CONSTRAINT statement_version_uq,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT statement_version_uq UNIQUE (tenant_id, schedule_code, period_end, version),
  DROP CONSTRAINT statement_status_ck,
  ADD CONSTRAINT statement_status_ck CHECK (status IN ('calculated', 'reviewed', 'confirmed', 'paying', 'failed', 'paid', 'void')) NOT VALID,
  DROP CONSTRAINT statement_confirmed_ck,
  ADD CONSTRAINT statement_confirmed_ck CHECK ((status IN ('confirmed', 'paying', 'failed', 'paid')) = (confirmed_at IS NOT NULL)) NOT VALID;
COMMENT ON COLUMN settlement.statement.schedule_code IS 'The schedule whose period it is; empty: the main one.';
COMMENT ON COLUMN settlement.statement.status IS 'calculated, reviewed by one person, confirmed by another; paying: in a payout batch; failed: the bank sent it back and it is payable again; paid; void: taken back.';
COMMENT ON COLUMN settlement.statement.platform_vat_minor IS 'VAT on the platform fee, whoever bears it: on top of it, within it, or HQ''s.';
COMMENT ON COLUMN settlement.statement.pg_vat_minor IS 'VAT on the gateway fee, as platform_vat_minor.';
COMMENT ON COLUMN settlement.statement.platform_included_vat_minor IS 'The part of platform_vat_minor that stands within the fee.';
COMMENT ON COLUMN settlement.statement.pg_included_vat_minor IS 'The part of pg_vat_minor that stands within the fee.';
COMMENT ON COLUMN settlement.statement.borne_vat_minor IS 'VAT on fees that HQ bears: owed to the tax office, not taken from the tenant.';
COMMENT ON COLUMN settlement.statement.waived_minor IS 'What promotions took off the platform fee.';
COMMENT ON COLUMN settlement.statement.taxable_supply_minor IS 'Supply value of the taxable part of net sales, without its VAT.';
COMMENT ON COLUMN settlement.statement.sales_vat_minor IS 'VAT within net sales, which the tenant reports.';
COMMENT ON COLUMN settlement.statement.tax_free_minor IS 'The tax-free part of net sales.';
COMMENT ON COLUMN settlement.statement.zero_rated_minor IS 'The zero-rated part of net sales.';
DROP INDEX settlement.statement_live_uq;
CREATE UNIQUE INDEX statement_live_uq ON settlement.statement (tenant_id, schedule_code, period_end) WHERE status <> 'void';

ALTER TABLE ledger.transfer
  DROP CONSTRAINT transfer_source_ck,
  ADD CONSTRAINT transfer_source_ck CHECK (source_type IN ('event', 'statement', 'statement_reversal', 'payout', 'gateway', 'gateway_reversal', 'opening')) NOT VALID;
