-- What was filled stays; its columns go with the migration before.
ALTER TABLE settlement.statement DROP CONSTRAINT statement_fee_vat_ck, DROP CONSTRAINT statement_tax_parts_ck;
ALTER TABLE ops.job DROP COLUMN estimate_routine, DROP COLUMN step_rows;
DROP INDEX settlement.statement_holdback_ix;
DROP INDEX settlement.line_promotion_ix;
ALTER TABLE pricing.tenant_promotion DROP CONSTRAINT tenant_promotion_promotion_uq;
ALTER TABLE settlement.tenant_clock DROP COLUMN volume_through;
DROP TABLE settlement.rule_volume;
