CREATE OR REPLACE FUNCTION pricing.read_rate(p_percent text, p_what text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE
AS $read_rate$
BEGIN
  IF p_percent IS NULL OR p_percent !~ '^[0-9]{1,3}([.][0-9]{1,5})?$' OR p_percent::numeric > 100 THEN
    RAISE EXCEPTION USING ERRCODE = 'MP001', MESSAGE = 'not a percentage',
      DETAIL = format('%s: %s', p_what, coalesce(quote_literal(left(p_percent, 80)), 'missing')),
      HINT = 'Give a number from 0 to 100 with at most five decimals, like "2.75".';
  END IF;
  RETURN (p_percent::numeric * 100000)::integer;
END
$read_rate$;
COMMENT ON FUNCTION pricing.read_rate(text, text) IS 'A percentage as text into parts per ten million; p_what names it in the error.';
REVOKE ALL ON FUNCTION pricing.read_rate(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.read_rate(text, text) TO mg_batch_owner;
