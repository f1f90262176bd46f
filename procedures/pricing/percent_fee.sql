CREATE OR REPLACE FUNCTION pricing.percent_fee(p_amount bigint, p_rate integer, p_fixed bigint, p_minimum bigint, p_maximum bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $percent_fee$
  SELECT least(greatest(p_amount * p_rate / 10000000 + p_fixed, p_minimum), p_maximum)
$percent_fee$;
COMMENT ON FUNCTION pricing.percent_fee(bigint, integer, bigint, bigint, bigint) IS 'Fee of kind percent: cut, plus fixed, raised to the minimum, cut to the maximum, where given. Amounts in minor units, rate in parts per ten million.';
REVOKE ALL ON FUNCTION pricing.percent_fee(bigint, integer, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.percent_fee(bigint, integer, bigint, bigint, bigint) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
