CREATE OR REPLACE FUNCTION settlement.capture_fee(
  p_kind text, p_amount bigint, p_volume_before bigint, p_rate integer, p_fixed bigint, p_minimum bigint, p_maximum bigint,
  p_tier_from bigint[], p_tier_rate integer[], p_tier_base bigint[], p_place integer, p_place_after integer)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $capture_fee$
  SELECT CASE
    WHEN p_amount = 0 OR p_kind IS NULL THEN 0
    WHEN p_kind = 'percent' THEN pricing.percent_fee(p_amount, p_rate, p_fixed, p_minimum, p_maximum)
    WHEN p_kind = 'tiered' THEN pricing.volume_fee(p_volume_before + p_amount, p_place_after, p_tier_from, p_tier_rate, p_tier_base)
      - pricing.volume_fee(p_volume_before, p_place, p_tier_from, p_tier_rate, p_tier_base)
    ELSE p_amount * p_tier_rate[p_place] / 10000000
  END
$capture_fee$;
COMMENT ON FUNCTION settlement.capture_fee(text, bigint, bigint, integer, bigint, bigint, bigint, bigint[], integer[], bigint[], integer, integer) IS 'The fee of a capture under one rule. p_volume_before: of the month under the rule (tiered), or of the month before (tiered_by_previous_month); p_place, p_place_after: the tiers that hold it without and with the capture.';
REVOKE ALL ON FUNCTION settlement.capture_fee(text, bigint, bigint, integer, bigint, bigint, bigint, bigint[], integer[], bigint[], integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.capture_fee(text, bigint, bigint, integer, bigint, bigint, bigint, bigint[], integer[], bigint[], integer, integer) TO mg_batch_owner;
