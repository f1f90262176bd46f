CREATE OR REPLACE FUNCTION settlement.return_fault(
  p_original record, p_original_ref text, p_business_day date, p_amount_minor bigint, p_tax_free_minor bigint, p_zero_rated_minor bigint)
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE
AS $return_fault$
DECLARE
  v_amount numeric := p_original.returned_minor + p_amount_minor;
  v_parts  bigint := p_original.rows_with_parts + CASE WHEN p_tax_free_minor IS NULL THEN 0 ELSE 1 END;
  v_tax_free numeric := p_original.returned_tax_free_minor + coalesce(p_tax_free_minor, 0);
  v_zero_rated numeric := p_original.returned_zero_rated_minor + coalesce(p_zero_rated_minor, 0);
BEGIN
  RETURN CASE
    WHEN p_original.payment_event_id IS NULL THEN ARRAY['original_ref', format('its capture "%s" is not recorded', left(p_original_ref, 200))]
    WHEN p_original.kind <> 'capture' THEN ARRAY['original_ref', format('original "%s" is a %s, not a capture', p_original_ref, p_original.kind)]
    WHEN p_business_day < p_original.business_day THEN ARRAY['occurred_at', format('its day %s is before its capture''s %s', p_business_day, p_original.business_day)]
    WHEN p_amount_minor = 0 AND p_original.amount_minor > 0 THEN ARRAY['amount', 'an amount of 0 returns only a capture of 0']
    WHEN p_tax_free_minor IS NOT NULL AND p_original.platform_discount_minor > 0 THEN ARRAY['tax_free',
      format('capture "%s" has a discount: its parts are returned in proportion, so leave tax_free and zero_rated empty', p_original_ref)]
    WHEN p_original.amount_minor = 0 AND p_original.pieces > 0 THEN ARRAY['amount', format('capture "%s" of 0 is returned already', p_original_ref)]
    WHEN v_amount > p_original.amount_minor THEN ARRAY['amount', format('returns %s in all of capture "%s", which is %s (minor units)',
      v_amount, p_original_ref, p_original.amount_minor)]
    WHEN v_parts > 0 AND v_parts <> p_original.rows_returned + 1 THEN ARRAY['tax_free',
      format('of capture "%s" either every return gives tax_free and zero_rated, or none does', p_original_ref)]
    WHEN v_parts > 0 AND (v_tax_free > p_original.tax_free_minor OR v_zero_rated > p_original.zero_rated_minor
      -- The taxable part can't be returned more than whole either.
      OR v_amount - v_tax_free - v_zero_rated > p_original.amount_minor - p_original.tax_free_minor - p_original.zero_rated_minor) THEN ARRAY['tax_free',
      format('tax_free and zero_rated do not fit what is left of capture "%s" (tax-free %s, zero-rated %s of %s)', p_original_ref,
        p_original.tax_free_minor, p_original.zero_rated_minor, p_original.amount_minor)]
  END;
END
$return_fault$;
COMMENT ON FUNCTION settlement.return_fault(record, text, date, bigint, bigint, bigint) IS 'Why a refund or chargeback does not fit its capture (a row of settlement.returned_capture); null: it does. In the words of settlement.check_return.';
REVOKE ALL ON FUNCTION settlement.return_fault(record, text, date, bigint, bigint, bigint) FROM PUBLIC;
