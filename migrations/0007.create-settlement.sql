-- Settlement: terms, the clock that closes periods, statements, their lines, adjustments.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE settlement.terms (
  tenant_id                  uuid NOT NULL,
  terms_id                   uuid NOT NULL DEFAULT uuidv7(),
  cycle                      text NOT NULL,
  payout_delay_business_days integer NOT NULL,
  holdback_rate              integer,
  holdback_release_days      integer,
  minimum_payout_minor       bigint NOT NULL,
  currency                   text NOT NULL,
  withholding                text,
  fee_vat_rounding           text NOT NULL,
  valid_during               daterange NOT NULL,
  created_at                 timestamptz NOT NULL DEFAULT now(),
  created_by                 uuid NOT NULL,
  CONSTRAINT terms_pk PRIMARY KEY (tenant_id, terms_id),
  CONSTRAINT terms_valid_uq UNIQUE (tenant_id, valid_during WITHOUT OVERLAPS),
  CONSTRAINT terms_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT terms_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT terms_cycle_ck CHECK (cycle IN ('daily', 'weekly', 'semimonthly', 'monthly')),
  CONSTRAINT terms_delay_ck CHECK (payout_delay_business_days BETWEEN 0 AND 365),
  CONSTRAINT terms_holdback_ck CHECK ((holdback_rate IS NULL) = (holdback_release_days IS NULL)
    AND holdback_rate BETWEEN 0 AND 10000000 AND holdback_release_days BETWEEN 1 AND 3660),
  CONSTRAINT terms_minimum_ck CHECK (minimum_payout_minor >= 0),
  CONSTRAINT terms_withholding_ck CHECK (withholding IS NULL OR (withholding = 'freelancer_3_3' AND currency = 'KRW')),
  CONSTRAINT terms_rounding_ck CHECK (fee_vat_rounding IN ('half_up', 'down'))
);
COMMENT ON TABLE settlement.terms IS 'How a tenant is settled: cycle, payout delay, holdback, minimum, withholding. The version that holds a period''s last day applies to it.';
COMMENT ON COLUMN settlement.terms.holdback_rate IS 'Parts per ten million of the net that are held back.';
COMMENT ON COLUMN settlement.terms.holdback_release_days IS 'The holdback is released in the period that holds period_end plus these days.';
CREATE INDEX terms_currency_ix ON settlement.terms (currency);

CREATE TABLE settlement.tenant_clock (
  tenant_id       uuid NOT NULL,
  opens_on        date NOT NULL DEFAULT '-infinity',
  closed_through  date NOT NULL DEFAULT '-infinity',
  settled_through date NOT NULL DEFAULT '-infinity',
  CONSTRAINT tenant_clock_pk PRIMARY KEY (tenant_id),
  CONSTRAINT tenant_clock_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tenant_clock_order_ck CHECK (settled_through <= closed_through)
);
COMMENT ON TABLE settlement.tenant_clock IS 'How far a tenant''s periods are closed, and how far the closed ones are settled.';
COMMENT ON COLUMN settlement.tenant_clock.opens_on IS 'Settlement here begins on this day; earlier events count for volume and refunds, and are settled nowhere.';
COMMENT ON COLUMN settlement.tenant_clock.closed_through IS 'A day up to here takes no more events; recording reads it under the tenant''s lock.';
COMMENT ON COLUMN settlement.tenant_clock.settled_through IS 'Statements exist for all periods up to here that need one.';

CREATE TABLE settlement.withholding_rule (
  withholding       text NOT NULL,
  valid_during      daterange NOT NULL,
  income_tax_rate   integer NOT NULL,
  minimum_tax_minor bigint NOT NULL,
  currency          text NOT NULL,
  CONSTRAINT withholding_rule_pk PRIMARY KEY (withholding, valid_during WITHOUT OVERLAPS),
  CONSTRAINT withholding_rule_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency)
);
COMMENT ON TABLE settlement.withholding_rule IS 'Income tax withheld, by date of payout (Income Tax Act art. 86, 127, 129).';
COMMENT ON COLUMN settlement.withholding_rule.valid_during IS 'Payout dates on which it applies.';
COMMENT ON COLUMN settlement.withholding_rule.income_tax_rate IS 'Parts per ten million of the base.';
COMMENT ON COLUMN settlement.withholding_rule.minimum_tax_minor IS 'An income tax under this amount withholds nothing.';
CREATE INDEX withholding_rule_currency_ix ON settlement.withholding_rule (currency);

CREATE TABLE settlement.statement (
  tenant_id               uuid NOT NULL,
  statement_id            uuid NOT NULL DEFAULT uuidv7(),
  terms_id                uuid NOT NULL,
  period_start            date NOT NULL,
  period_end              date NOT NULL,
  version                 integer NOT NULL,
  status                  text NOT NULL DEFAULT 'calculated',
  payout_date             date NOT NULL,
  holdback_release_on     date,
  currency                text NOT NULL,
  gross_sales_minor       bigint NOT NULL,
  discount_given_minor    bigint NOT NULL,
  discount_returned_minor bigint NOT NULL,
  refunds_minor           bigint NOT NULL,
  chargebacks_minor       bigint NOT NULL,
  platform_fee_minor      bigint NOT NULL,
  pg_fee_minor            bigint NOT NULL,
  fee_vat_minor           bigint NOT NULL,
  income_tax_minor        bigint NOT NULL,
  local_tax_minor         bigint NOT NULL,
  holdback_minor          bigint NOT NULL,
  holdback_release_minor  bigint NOT NULL,
  adjustments_minor       bigint NOT NULL,
  carry_in_minor          bigint NOT NULL,
  payout_minor            bigint NOT NULL,
  carry_out_minor         bigint NOT NULL,
  capture_count           integer NOT NULL,
  refund_count            integer NOT NULL,
  chargeback_count        integer NOT NULL,
  created_at              timestamptz NOT NULL DEFAULT now(),
  created_by              uuid NOT NULL,
  confirmed_at            timestamptz,
  confirmed_by            uuid,
  paid_on                 date,
  paid_at                 timestamptz,
  paid_by                 uuid,
  voided_at               timestamptz,
  voided_by               uuid,
  CONSTRAINT statement_pk PRIMARY KEY (tenant_id, statement_id),
  CONSTRAINT statement_terms_fk FOREIGN KEY (tenant_id, terms_id) REFERENCES settlement.terms (tenant_id, terms_id),
  CONSTRAINT statement_version_uq UNIQUE (tenant_id, period_end, version),
  CONSTRAINT statement_status_ck CHECK (status IN ('calculated', 'confirmed', 'paid', 'void')),
  CONSTRAINT statement_period_ck CHECK (period_start <= period_end),
  CONSTRAINT statement_identity_ck CHECK (
    carry_in_minor + gross_sales_minor + (discount_given_minor - discount_returned_minor) - refunds_minor
    - chargebacks_minor - platform_fee_minor - pg_fee_minor - fee_vat_minor - (income_tax_minor + local_tax_minor)
    - holdback_minor + holdback_release_minor + adjustments_minor = payout_minor + carry_out_minor),
  CONSTRAINT statement_payout_ck CHECK (payout_minor >= 0 AND (payout_minor = 0 OR carry_out_minor = 0)),
  CONSTRAINT statement_holdback_ck CHECK (holdback_minor >= 0 AND (holdback_minor = 0 OR holdback_release_on > period_end)),
  CONSTRAINT statement_tax_ck CHECK (income_tax_minor >= 0 AND local_tax_minor >= 0),
  CONSTRAINT statement_paid_ck CHECK ((status = 'paid') = (paid_at IS NOT NULL) AND (paid_at IS NULL) = (paid_on IS NULL)),
  CONSTRAINT statement_void_ck CHECK ((status = 'void') = (voided_at IS NOT NULL)),
  CONSTRAINT statement_confirmed_ck CHECK ((status IN ('confirmed', 'paid')) = (confirmed_at IS NOT NULL))
);
COMMENT ON TABLE settlement.statement IS 'What one tenant is owed for one period, and why. Its figures never change; only its state does.';
COMMENT ON COLUMN settlement.statement.version IS 'Counts the calculations of a period: a reopened statement stays as void, the next one is a new version.';
COMMENT ON COLUMN settlement.statement.payout_date IS 'The N-th business day after period_end; given even if nothing is paid.';
COMMENT ON COLUMN settlement.statement.discount_given_minor IS 'Platform-borne discount of the captures.';
COMMENT ON COLUMN settlement.statement.discount_returned_minor IS 'Platform-borne discount taken back by refunds and chargebacks.';
COMMENT ON COLUMN settlement.statement.platform_fee_minor IS 'Charged, less given back; may be negative.';
COMMENT ON COLUMN settlement.statement.pg_fee_minor IS 'Charged, less given back; may be negative.';
COMMENT ON COLUMN settlement.statement.holdback_release_minor IS 'Earlier holdbacks that fall due in this period.';
COMMENT ON COLUMN settlement.statement.holdback_release_on IS 'The day whose period releases this statement''s holdback.';
CREATE UNIQUE INDEX statement_live_uq ON settlement.statement (tenant_id, period_end) WHERE status <> 'void';
CREATE INDEX statement_terms_ix ON settlement.statement (tenant_id, terms_id);

CREATE TABLE settlement.line (
  tenant_id             uuid NOT NULL,
  payment_event_id      uuid NOT NULL,
  statement_id          uuid NOT NULL,
  platform_rule_id      uuid,
  pg_rule_id            uuid,
  sales_minor           bigint NOT NULL,
  discount_minor        bigint NOT NULL,
  platform_fee_minor    bigint NOT NULL,
  pg_fee_minor          bigint NOT NULL,
  platform_basis_minor  bigint,
  pg_basis_minor        bigint,
  settlement_day        date NOT NULL,
  kind                  text NOT NULL,
  currency              text NOT NULL,
  CONSTRAINT line_pk PRIMARY KEY (tenant_id, settlement_day, payment_event_id),
  CONSTRAINT line_kind_ck CHECK (kind IN ('capture', 'refund', 'chargeback'))
) PARTITION BY RANGE (settlement_day);
COMMENT ON TABLE settlement.line IS 'One settled event: its key is the event''s, so that an event is settled once by construction. Amounts are signed as they act on the tenant''s balance, fees as they are charged (negative: given back).';
COMMENT ON COLUMN settlement.line.platform_basis_minor IS 'Input of the platform fee: the month''s volume before a tiered capture, last month''s volume for a rate by previous month, the amount returned before for a refund or chargeback. Null where the rule needs none.';
COMMENT ON COLUMN settlement.line.pg_basis_minor IS 'Input of the gateway fee, as platform_basis_minor.';
COMMENT ON COLUMN settlement.line.platform_rule_id IS 'The rule in force: of pricing.tenant_fee_rule or pricing.plan_fee_rule. A refund''s is its capture''s.';
COMMENT ON COLUMN settlement.line.pg_rule_id IS 'As platform_rule_id.';
CREATE TABLE settlement.line_default PARTITION OF settlement.line DEFAULT;

CREATE TABLE settlement.adjustment (
  tenant_id     uuid NOT NULL,
  adjustment_id uuid NOT NULL DEFAULT uuidv7(),
  adjusted_on   date NOT NULL,
  effective_on  date NOT NULL,
  amount_minor  bigint NOT NULL,
  currency      text NOT NULL,
  reason        text NOT NULL,
  request_key   text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid NOT NULL,
  CONSTRAINT adjustment_pk PRIMARY KEY (tenant_id, adjustment_id),
  CONSTRAINT adjustment_request_uq UNIQUE (tenant_id, request_key),
  CONSTRAINT adjustment_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT adjustment_amount_ck CHECK (amount_minor <> 0),
  CONSTRAINT adjustment_reason_ck CHECK (btrim(reason) <> ''),
  CONSTRAINT adjustment_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency)
);
COMMENT ON TABLE settlement.adjustment IS 'A signed correction in the tenant''s favour or against it, with its reason.';
COMMENT ON COLUMN settlement.adjustment.adjusted_on IS 'The day it was given for.';
COMMENT ON COLUMN settlement.adjustment.effective_on IS 'The day that decides its period: the first open one, should adjusted_on be closed.';
COMMENT ON COLUMN settlement.adjustment.request_key IS 'Idempotency: the same key and content is the same adjustment.';
CREATE INDEX adjustment_effective_ix ON settlement.adjustment (tenant_id, effective_on);
CREATE INDEX adjustment_currency_ix ON settlement.adjustment (currency);
