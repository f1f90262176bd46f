CREATE OR REPLACE FUNCTION settlement.statement_leg(p_statement settlement.statement)
RETURNS TABLE (leg text, debit_account text, credit_account text, amount_minor bigint)
LANGUAGE sql IMMUTABLE ROWS 14
AS $statement_leg$
  VALUES
    ('platform_fee', 'unsettled_sales', 'platform_fee_income', p_statement.platform_fee_minor),
    ('pg_fee', 'unsettled_sales', 'pg_fee_clearing', p_statement.pg_fee_minor),
    ('fee_vat', 'unsettled_sales', 'vat_payable', p_statement.fee_vat_minor),
    ('platform_included_vat', 'platform_fee_income', 'vat_payable', p_statement.platform_included_vat_minor),
    ('pg_included_vat', 'pg_fee_clearing', 'vat_payable', p_statement.pg_included_vat_minor),
    ('borne_vat', 'fee_vat_expense', 'vat_payable', p_statement.borne_vat_minor),
    ('withholding', 'unsettled_sales', 'withholding_payable', p_statement.income_tax_minor + p_statement.local_tax_minor),
    ('discount_returned', 'unsettled_sales', 'promotion_expense', p_statement.discount_returned_minor),
    ('holdback', 'unsettled_sales', 'holdback_payable', p_statement.holdback_minor),
    ('holdback_release', 'holdback_payable', 'unsettled_sales', p_statement.holdback_release_minor),
    ('adjustments', 'adjustment_expense', 'unsettled_sales', p_statement.adjustments_minor),
    ('carry_in', 'tenant_carry', 'unsettled_sales', p_statement.carry_in_minor),
    ('carry_out', 'unsettled_sales', 'tenant_carry', p_statement.carry_out_minor),
    ('payout', 'unsettled_sales', 'tenant_payable', p_statement.payout_minor)
$statement_leg$;
COMMENT ON FUNCTION settlement.statement_leg(settlement.statement) IS 'What a statement moves in the ledger: its legs clear the settled events from unsettled_sales; VAT within fees or borne by HQ moves beside them. A negative amount swaps the sides.';
REVOKE ALL ON FUNCTION settlement.statement_leg(settlement.statement) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.statement_leg(settlement.statement) TO mg_batch_owner;
