CREATE OR REPLACE FUNCTION pricing.volume_fee(p_volume bigint, p_place integer, p_tier_from bigint[], p_tier_rate integer[], p_tier_base bigint[])
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $volume_fee$
  SELECT (p_tier_base[p_place] + (p_volume - p_tier_from[p_place]) * p_tier_rate[p_place]) / 10000000
$volume_fee$;
COMMENT ON FUNCTION pricing.volume_fee(bigint, integer, bigint[], integer[], bigint[]) IS 'F(v) of marginal tiers, cut: the fee of the first v minor units of a month''s volume. p_place: the tier that holds v.';
REVOKE ALL ON FUNCTION pricing.volume_fee(bigint, integer, bigint[], integer[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.volume_fee(bigint, integer, bigint[], integer[], bigint[]) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;

-- The volume so far. sum() of bigint would make a numeric of every row of a window; this stays bigint, and overflow is an error.
CREATE OR REPLACE AGGREGATE pricing.running_sum(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE pricing.running_sum(bigint) IS 'Sum of bigint as bigint, for windows over many rows.';
REVOKE ALL ON FUNCTION pricing.running_sum(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.running_sum(bigint) TO mg_batch_owner;
