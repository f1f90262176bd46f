ALTER TABLE ledger.transfer
  DROP CONSTRAINT transfer_source_ck,
  ADD CONSTRAINT transfer_source_ck CHECK (source_type IN ('event', 'statement', 'statement_reversal', 'payout'));
DROP INDEX settlement.statement_live_uq;
ALTER TABLE settlement.statement
  DROP CONSTRAINT statement_confirmed_ck, DROP CONSTRAINT statement_status_ck, DROP CONSTRAINT statement_version_uq,
  DROP COLUMN schedule_code, DROP COLUMN platform_vat_minor, DROP COLUMN pg_vat_minor, DROP COLUMN platform_included_vat_minor,
  DROP COLUMN pg_included_vat_minor, DROP COLUMN borne_vat_minor, DROP COLUMN waived_minor, DROP COLUMN taxable_supply_minor,
  DROP COLUMN sales_vat_minor, DROP COLUMN tax_free_minor, DROP COLUMN zero_rated_minor, DROP COLUMN reviewed_at, DROP COLUMN reviewed_by,
  ADD CONSTRAINT statement_version_uq UNIQUE (tenant_id, period_end, version),
  ADD CONSTRAINT statement_status_ck CHECK (status IN ('calculated', 'confirmed', 'paid', 'void')),
  ADD CONSTRAINT statement_confirmed_ck CHECK ((status IN ('confirmed', 'paid')) = (confirmed_at IS NOT NULL));
CREATE UNIQUE INDEX statement_live_uq ON settlement.statement (tenant_id, period_end) WHERE status <> 'void';
ALTER TABLE settlement.line
  DROP COLUMN tax_free_minor, DROP COLUMN zero_rated_minor, DROP COLUMN vat_minor, DROP COLUMN waived_minor, DROP COLUMN promotion_id;
ALTER TABLE tenancy.tenant DROP COLUMN tax_type;
ALTER TABLE commerce.payment_event
  DROP COLUMN schedule_code, DROP COLUMN coupon_discount_minor, DROP COLUMN tax_free_minor, DROP COLUMN zero_rated_minor;
ALTER TABLE commerce.import_event
  DROP COLUMN schedule_code, DROP COLUMN coupon_discount_minor, DROP COLUMN tax_free_minor, DROP COLUMN zero_rated_minor;
ALTER TABLE commerce.import_row DROP COLUMN coupon_discount, DROP COLUMN tax_free, DROP COLUMN zero_rated;
ALTER TABLE settlement.adjustment DROP COLUMN schedule_code;
ALTER TABLE settlement.tenant_clock
  DROP CONSTRAINT tenant_clock_pk, DROP COLUMN schedule_code, ADD CONSTRAINT tenant_clock_pk PRIMARY KEY (tenant_id);
ALTER TABLE settlement.terms
  DROP CONSTRAINT terms_valid_uq, DROP COLUMN schedule_code, DROP COLUMN payout_delay_days, DROP COLUMN payout_weekdays,
  DROP COLUMN payout_month_days, DROP COLUMN payout_day_policy,
  ADD CONSTRAINT terms_valid_uq UNIQUE (tenant_id, valid_during WITHOUT OVERLAPS);
DROP TABLE pricing.coupon_share;
DROP TABLE pricing.tenant_promotion;
DROP TABLE settlement.schedule;
DROP TABLE pricing.promotion;
ALTER TABLE pricing.tenant_fee_rule DROP COLUMN month_maximum_minor, DROP COLUMN vat_treatment;
ALTER TABLE pricing.plan_fee_rule DROP COLUMN month_maximum_minor, DROP COLUMN vat_treatment;
