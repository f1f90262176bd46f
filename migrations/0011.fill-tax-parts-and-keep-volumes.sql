-- Tax parts of what is settled already, volumes kept between settlements of one month, steps cut by the work in them.
-- phase: backfill · locks: ACCESS EXCLUSIVE on line and statement while their rows are filled · reversible: yes
-- squawk-ignore-file disallowed-unique-constraint, require-concurrent-index-creation

CREATE TABLE settlement.rule_volume (
  tenant_id      uuid NOT NULL,
  rule_volume_id uuid NOT NULL DEFAULT uuidv7(),
  schedule_code  text NOT NULL,
  fee_rule_id    uuid NOT NULL,
  month_on       date NOT NULL,
  basis_minor    bigint NOT NULL,
  currency       text NOT NULL,
  CONSTRAINT rule_volume_pk PRIMARY KEY (tenant_id, rule_volume_id),
  CONSTRAINT rule_volume_rule_uq UNIQUE (tenant_id, schedule_code, month_on, fee_rule_id)
);
COMMENT ON TABLE settlement.rule_volume IS 'What captures settled in a month amount to so far under a rule whose fee depends on it, so that the next settlement of the month need not read them again. Derived from lines; empty means read them.';
COMMENT ON COLUMN settlement.rule_volume.fee_rule_id IS 'Of pricing.tenant_fee_rule or pricing.plan_fee_rule.';
COMMENT ON COLUMN settlement.rule_volume.month_on IS 'First day of the month of the settlement days.';
COMMENT ON COLUMN settlement.rule_volume.basis_minor IS 'Tiered rules: the volume. Rules with a cap a month: the fees without the cap.';

ALTER TABLE settlement.tenant_clock ADD COLUMN volume_through date NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN settlement.tenant_clock.volume_through IS 'settlement.rule_volume holds the month of this day through this day; any other day: it holds nothing.';

ALTER TABLE pricing.tenant_promotion
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT tenant_promotion_promotion_uq UNIQUE (tenant_id, promotion_id);
CREATE INDEX line_promotion_ix ON settlement.line (tenant_id, promotion_id) WHERE promotion_id IS NOT NULL;
CREATE INDEX statement_holdback_ix ON settlement.statement (tenant_id, holdback_release_on) WHERE holdback_minor > 0 AND status <> 'void';

ALTER TABLE ops.job
  ADD COLUMN estimate_routine text,
  ADD COLUMN step_rows integer,
  ADD CONSTRAINT job_estimate_ck CHECK ((estimate_routine IS NULL) = (step_rows IS NULL) AND (step_rows IS NULL OR step_rows > 0)) NOT VALID;
COMMENT ON COLUMN ops.job.estimate_routine IS 'How many rows a run will work on, roughly: (tenants) -> rows. Null: steps are cut by tenants alone.';
COMMENT ON COLUMN ops.job.step_rows IS 'Rows in one step at about; a step never has more than chunk_size tenants.';

ALTER TABLE settlement.line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE settlement.statement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE settlement.terms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE commerce.payment_event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE settlement.line DISABLE TRIGGER USER;
ALTER TABLE settlement.statement DISABLE TRIGGER USER;

-- Until now every sale was taxable: round(part / 11), what takes back by the difference of what is left.
WITH part AS (
  SELECT l.tenant_id, l.settlement_day, l.payment_event_id, l.sales_minor + l.discount_minor AS price,
    sum(l.sales_minor + l.discount_minor) OVER (PARTITION BY e.tenant_id, coalesce(e.original_event_id, e.payment_event_id)
      ORDER BY e.settlement_day, e.original_event_id IS NOT NULL, e.occurred_at, e.ref ROWS UNBOUNDED PRECEDING) AS rest
  FROM settlement.line AS l
  JOIN commerce.payment_event AS e ON e.tenant_id = l.tenant_id AND e.settlement_day = l.settlement_day AND e.payment_event_id = l.payment_event_id
)
UPDATE settlement.line AS l
SET vat_minor = round(p.rest / 11) - CASE WHEN p.rest = p.price THEN 0 ELSE round((p.rest - p.price) / 11) END
FROM part AS p
WHERE p.tenant_id = l.tenant_id AND p.settlement_day = l.settlement_day AND p.payment_event_id = l.payment_event_id;

UPDATE settlement.statement AS s
SET platform_vat_minor = CASE t.fee_vat_rounding WHEN 'down' THEN s.platform_fee_minor / 10 ELSE round(s.platform_fee_minor / 10.0)::bigint END,
  pg_vat_minor = s.fee_vat_minor - CASE t.fee_vat_rounding WHEN 'down' THEN s.platform_fee_minor / 10 ELSE round(s.platform_fee_minor / 10.0)::bigint END,
  sales_vat_minor = v.vat,
  taxable_supply_minor = s.gross_sales_minor + s.discount_given_minor - s.discount_returned_minor - s.refunds_minor - s.chargebacks_minor - v.vat
FROM settlement.terms AS t, (
  SELECT x.tenant_id, x.statement_id, coalesce(sum(l.vat_minor), 0)::bigint AS vat
  FROM settlement.statement AS x
  LEFT JOIN settlement.line AS l ON l.tenant_id = x.tenant_id AND l.statement_id = x.statement_id AND l.settlement_day BETWEEN x.period_start AND x.period_end
  GROUP BY x.tenant_id, x.statement_id
) AS v
WHERE t.tenant_id = s.tenant_id AND t.terms_id = s.terms_id AND v.tenant_id = s.tenant_id AND v.statement_id = s.statement_id;

ALTER TABLE settlement.line ENABLE TRIGGER USER;
ALTER TABLE settlement.statement ENABLE TRIGGER USER;
ALTER TABLE settlement.line FORCE ROW LEVEL SECURITY;
ALTER TABLE settlement.statement FORCE ROW LEVEL SECURITY;
ALTER TABLE settlement.terms FORCE ROW LEVEL SECURITY;
ALTER TABLE commerce.payment_event FORCE ROW LEVEL SECURITY;

ALTER TABLE settlement.statement
  ADD CONSTRAINT statement_fee_vat_ck CHECK (
    platform_vat_minor + pg_vat_minor = fee_vat_minor + platform_included_vat_minor + pg_included_vat_minor + borne_vat_minor) NOT VALID,
  ADD CONSTRAINT statement_tax_parts_ck CHECK (taxable_supply_minor + sales_vat_minor + tax_free_minor + zero_rated_minor
    = gross_sales_minor + discount_given_minor - discount_returned_minor - refunds_minor - chargebacks_minor) NOT VALID;

ALTER TABLE pricing.plan_fee_rule VALIDATE CONSTRAINT plan_fee_rule_month_maximum_ck, VALIDATE CONSTRAINT plan_fee_rule_vat_ck;
ALTER TABLE pricing.tenant_fee_rule VALIDATE CONSTRAINT tenant_fee_rule_month_maximum_ck, VALIDATE CONSTRAINT tenant_fee_rule_vat_ck;
ALTER TABLE settlement.terms VALIDATE CONSTRAINT terms_payout_policy_ck, VALIDATE CONSTRAINT terms_payout_days_ck,
  VALIDATE CONSTRAINT terms_payout_lists_ck;
ALTER TABLE commerce.payment_event VALIDATE CONSTRAINT payment_event_coupon_ck, VALIDATE CONSTRAINT payment_event_parts_ck;
ALTER TABLE tenancy.tenant VALIDATE CONSTRAINT tenant_tax_type_ck;
ALTER TABLE settlement.statement VALIDATE CONSTRAINT statement_status_ck, VALIDATE CONSTRAINT statement_confirmed_ck;
ALTER TABLE ledger.transfer VALIDATE CONSTRAINT transfer_source_ck;
