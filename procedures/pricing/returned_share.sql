CREATE OR REPLACE FUNCTION pricing.returned_share(p_whole bigint, p_returned_before numeric, p_returned_after numeric, p_amount bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $returned_share$
  SELECT CASE WHEN p_amount = 0 THEN 0
    ELSE div(p_whole * p_returned_after, p_amount) - div(p_whole * p_returned_before, p_amount) END::bigint
$returned_share$;
COMMENT ON FUNCTION pricing.returned_share(bigint, numeric, numeric, bigint) IS 'The share of a fee or discount that one refund gives back: the cut share of all returned after it, less that of all before, so that any number of parts sums to the whole exactly. Numeric, since fee times amount overflows bigint.';
REVOKE ALL ON FUNCTION pricing.returned_share(bigint, numeric, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.returned_share(bigint, numeric, numeric, bigint) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
