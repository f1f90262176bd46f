CREATE OR REPLACE FUNCTION settlement.gateway_leg(p_fee_minor bigint, p_vat_minor bigint, p_payout_minor bigint)
RETURNS TABLE (leg text, debit_account text, credit_account text, amount_minor bigint)
LANGUAGE sql IMMUTABLE ROWS 3
AS $gateway_leg$
  VALUES
    ('gateway_payout', 'bank', 'pg_receivable', p_payout_minor),
    ('gateway_fee', 'pg_fee_clearing', 'pg_receivable', p_fee_minor - p_vat_minor),
    ('gateway_vat', 'vat_receivable', 'pg_receivable', p_vat_minor)
$gateway_leg$;
COMMENT ON FUNCTION settlement.gateway_leg(bigint, bigint, bigint) IS 'What a gateway''s row moves in the ledger when it is paid out: together its whole amount leaves the receivable. A negative amount swaps the sides.';
REVOKE ALL ON FUNCTION settlement.gateway_leg(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_leg(bigint, bigint, bigint) TO mg_batch_owner;
