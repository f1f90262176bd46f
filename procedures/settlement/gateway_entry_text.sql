CREATE OR REPLACE FUNCTION settlement.gateway_entry_text(
  p_kind text, p_sold_on date, p_paid_out_on date, p_amount_minor bigint, p_fee_minor bigint, p_vat_minor bigint, p_payout_minor bigint)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $gateway_entry_text$
  SELECT format('%s sold %s paid %s amount %s fee %s VAT %s payout %s', p_kind, p_sold_on, p_paid_out_on, p_amount_minor, p_fee_minor, p_vat_minor, p_payout_minor)
$gateway_entry_text$;
COMMENT ON FUNCTION settlement.gateway_entry_text(text, date, date, bigint, bigint, bigint, bigint) IS 'A gateway''s row in words, for a refusal that names both contents.';
REVOKE ALL ON FUNCTION settlement.gateway_entry_text(text, date, date, bigint, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_entry_text(text, date, date, bigint, bigint, bigint, bigint) TO mg_batch_owner;
