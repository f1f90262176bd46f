CREATE OR REPLACE FUNCTION tenancy.read_business_number(p_text text) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $read_business_number$
DECLARE
  v_digits text := regexp_replace(p_text, '[- ]', '', 'g');
  v_sum integer;
BEGIN
  IF p_text IS NULL THEN
    RETURN NULL;
  END IF;
  IF v_digits ~ '^[0-9]{10}$' AND left(v_digits, 3) >= '101' AND substr(v_digits, 4, 2) <> '00' AND substr(v_digits, 6, 4) <> '0000' THEN
    SELECT sum(substr(v_digits, i, 1)::integer * (ARRAY[1, 3, 7, 1, 3, 7, 1, 3, 5])[i]) INTO v_sum FROM generate_series(1, 9) AS i;
    IF (10 - (v_sum + substr(v_digits, 9, 1)::integer * 5 / 10) % 10) % 10 = right(v_digits, 1)::integer THEN
      RETURN v_digits;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'MT004', MESSAGE = 'not a business registration number', DETAIL = quote_literal(left(p_text, 40)),
    HINT = 'Ten digits whose last one is the check digit, like 124-81-00998.';
END
$read_business_number$;
COMMENT ON FUNCTION tenancy.read_business_number(text) IS 'A Korean business registration number, checked by its check digit, as ten digits.';
REVOKE ALL ON FUNCTION tenancy.read_business_number(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.read_business_number(text) TO mg_batch_owner;
