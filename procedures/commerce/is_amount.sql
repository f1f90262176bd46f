CREATE OR REPLACE FUNCTION commerce.is_amount(p_text text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $is_amount$
  SELECT p_text ~ '^[0-9]{1,15}([.][0-9]{1,9})?$'
$is_amount$;
COMMENT ON FUNCTION commerce.is_amount(text) IS 'Whether a text is an amount as files write it: digits, and a point before decimals, not negative.';
REVOKE ALL ON FUNCTION commerce.is_amount(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.is_amount(text) TO mg_batch_owner;
