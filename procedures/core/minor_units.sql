CREATE OR REPLACE FUNCTION core.minor_units(p_amount text, p_currency text) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $minor_units$
DECLARE
  v_decimals integer;
BEGIN
  SELECT c.decimals INTO v_decimals FROM core.currency AS c WHERE c.currency = p_currency;
  IF p_amount IS NULL OR p_amount !~ '^[+-]?[0-9]{1,15}([.][0-9]{1,9})?$' OR length(split_part(p_amount, '.', 2)) > v_decimals THEN
    RAISE EXCEPTION USING ERRCODE = 'MC004', MESSAGE = 'not an amount of the currency', DETAIL = format('%s in %s', quote_nullable(left(p_amount, 80)), p_currency),
      HINT = format('Digits, with at most %s decimals.', v_decimals);
  END IF;
  RETURN (p_amount::numeric * 10::numeric ^ v_decimals)::bigint;
END
$minor_units$;
COMMENT ON FUNCTION core.minor_units(text, text) IS 'A signed decimal amount of a currency, as people write it, in minor units.';
REVOKE ALL ON FUNCTION core.minor_units(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.minor_units(text, text) TO mg_batch, mg_batch_owner;
