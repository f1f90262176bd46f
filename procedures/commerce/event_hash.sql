CREATE OR REPLACE FUNCTION commerce.event_hash(
  p_branch_id uuid, p_kind text, p_occurred_at timestamptz, p_currency text, p_method text, p_channel text, p_category text,
  p_amount_minor bigint, p_platform_discount_minor bigint, p_original_ref text, p_coupon_discount_minor bigint, p_tax_free_minor bigint,
  p_zero_rated_minor bigint)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $event_hash$
  SELECT sha256(convert_to(concat_ws(chr(31), p_branch_id, p_kind, extract(epoch FROM p_occurred_at), p_currency, p_method, p_channel,
    p_category, p_amount_minor, p_platform_discount_minor, p_original_ref, nullif(p_coupon_discount_minor, 0), p_tax_free_minor, p_zero_rated_minor), 'UTF8'))
$event_hash$;
COMMENT ON FUNCTION commerce.event_hash(uuid, text, timestamptz, text, text, text, text, bigint, bigint, text, bigint, bigint, bigint) IS 'SHA-256 of an event as it was given (an original reference of a capture is empty; a coupon of 0 and tax parts that are null leave no trace): importing stores it with the reference, verifying computes it again.';
REVOKE ALL ON FUNCTION commerce.event_hash(uuid, text, timestamptz, text, text, text, text, bigint, bigint, text, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.event_hash(uuid, text, timestamptz, text, text, text, text, bigint, bigint, text, bigint, bigint, bigint) TO mg_batch_owner;
