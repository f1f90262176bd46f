CREATE OR REPLACE FUNCTION settlement.payment_fault(
  p_branch_id uuid, p_tenant_currency text, p_branch_code text, p_ref text, p_kind text, p_occurred_at timestamptz, p_currency text,
  p_amount_minor bigint, p_given_discount_minor bigint, p_discount_minor bigint, p_coupon_minor bigint, p_tax_free_minor bigint, p_zero_rated_minor bigint,
  p_method text, p_channel text, p_category text, p_original_ref text)
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE
AS $payment_fault$
BEGIN
  RETURN CASE
    WHEN p_branch_id IS NULL THEN ARRAY['branch_code', format('the tenant has no branch "%s"', left(p_branch_code, 80))]
    WHEN coalesce(p_ref, '') = '' THEN ARRAY['ref', 'the reference is empty']
    WHEN length(p_ref) > 200 THEN ARRAY['ref', 'the reference is longer than 200 characters']
    WHEN p_kind IS NULL OR p_kind NOT IN ('capture', 'refund', 'chargeback') THEN ARRAY['kind', format('unknown kind "%s": capture, refund or chargeback', left(p_kind, 80))]
    WHEN p_occurred_at IS NULL OR NOT isfinite(p_occurred_at) THEN ARRAY['occurred_at', 'no instant']
    WHEN p_currency IS DISTINCT FROM p_tenant_currency THEN ARRAY['currency', format('"%s" is not the tenant''s currency %s', left(p_currency, 80), p_tenant_currency)]
    WHEN p_amount_minor IS NULL OR p_amount_minor < 0 THEN ARRAY['amount', 'no amount, or a negative one']
    WHEN p_given_discount_minor IS NULL OR p_given_discount_minor < 0 THEN ARRAY['platform_discount', 'no amount, or a negative one']
    WHEN p_coupon_minor IS NULL OR p_coupon_minor < 0 THEN ARRAY['coupon_discount', 'no amount, or a negative one']
    WHEN p_tax_free_minor < 0 THEN ARRAY['tax_free', 'a negative amount']
    WHEN p_zero_rated_minor < 0 THEN ARRAY['zero_rated', 'a negative amount']
    WHEN p_kind <> 'capture' AND p_coupon_minor > 0 THEN ARRAY['coupon_discount', 'a refund or chargeback carries no coupon: it is taken back by rule']
    WHEN p_tax_free_minor + p_zero_rated_minor > p_amount_minor + p_discount_minor THEN ARRAY['tax_free', 'tax_free and zero_rated are more than the price']
    WHEN p_kind = 'capture' AND p_amount_minor = 0 AND p_discount_minor = 0 THEN ARRAY['amount', 'a capture of nothing: neither amount nor platform_discount']
    WHEN p_kind <> 'capture' AND p_given_discount_minor > 0 THEN ARRAY['platform_discount', 'a refund or chargeback carries no discount: it is taken back by rule']
    WHEN p_method IS NULL OR p_channel IS NULL OR p_category IS NULL OR p_original_ref IS NULL THEN ARRAY['method', 'a code or the original reference is null: an empty one says none']
    WHEN p_kind = 'capture' AND p_original_ref <> '' THEN ARRAY['original_ref', 'a capture has no original']
    WHEN p_kind <> 'capture' AND p_original_ref = '' THEN ARRAY['original_ref', 'a refund or chargeback needs the reference of its capture']
    WHEN length(greatest(p_method, p_channel, p_category)) > 100 THEN ARRAY['method', 'a code is longer than 100 characters']
  END;
END
$payment_fault$;
COMMENT ON FUNCTION settlement.payment_fault(uuid, text, text, text, text, timestamptz, text, bigint, bigint, bigint, bigint, bigint, bigint, text, text, text, text) IS 'Which column of a payment is wrong by itself, and why; null: none. In the words of commerce.check_import.';
REVOKE ALL ON FUNCTION settlement.payment_fault(uuid, text, text, text, text, timestamptz, text, bigint, bigint, bigint, bigint, bigint, bigint, text, text, text, text) FROM PUBLIC;
