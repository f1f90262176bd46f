CREATE OR REPLACE FUNCTION settlement.vat_within(p_price bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $vat_within$
  SELECT (2 * p_price + CASE WHEN p_price < 0 THEN -11 ELSE 11 END) / 22
$vat_within$;
COMMENT ON FUNCTION settlement.vat_within(bigint) IS 'VAT within a taxable price, round(price / 11) half away from zero (VAT Act art. 30: a tenth of the supply value), in whole numbers.';
REVOKE ALL ON FUNCTION settlement.vat_within(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.vat_within(bigint) TO mg_batch_owner;
