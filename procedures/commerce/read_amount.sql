CREATE OR REPLACE FUNCTION commerce.read_amount(p_text text, p_decimals integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $read_amount$
  SELECT CASE WHEN p_text = '' THEN 0
    -- Nearly all are digits alone: seen without a regular expression.
    WHEN p_decimals = 0 AND length(p_text) <= 15 AND ltrim(p_text, '0123456789') = '' THEN p_text::bigint
    WHEN commerce.is_amount(p_text) AND length(split_part(p_text, '.', 2)) <= p_decimals
    THEN (replace(p_text, '.', '') || repeat('0', p_decimals - length(split_part(p_text, '.', 2))))::bigint END
$read_amount$;
COMMENT ON FUNCTION commerce.read_amount(text, integer) IS 'An optional amount of a payments file in minor units: empty is 0, null is no amount of a currency with so many decimals.';
REVOKE ALL ON FUNCTION commerce.read_amount(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.read_amount(text, integer) TO mg_batch_owner;
