-- Constraints that were added without looking at old rows hold for these as well.
-- phase: contract · locks: SHARE UPDATE EXCLUSIVE while each table is read · reversible: yes
ALTER TABLE settlement.statement VALIDATE CONSTRAINT statement_fee_vat_ck, VALIDATE CONSTRAINT statement_tax_parts_ck;
ALTER TABLE ops.job VALIDATE CONSTRAINT job_estimate_ck;
