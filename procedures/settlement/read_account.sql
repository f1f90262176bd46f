CREATE OR REPLACE FUNCTION settlement.read_account(p_bank_code text, p_account_number text, p_holder_name text) RETURNS text
LANGUAGE plpgsql STABLE
AS $read_account$
DECLARE
  v_number text := regexp_replace(p_account_number, '[ -]', '', 'g');
BEGIN
  -- No message holds the number, right or wrong.
  IF NOT EXISTS (SELECT FROM core.bank AS b WHERE b.bank_code = p_bank_code) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT011', MESSAGE = 'unknown bank', DETAIL = format('bank code %s', quote_nullable(left(p_bank_code, 10))),
      HINT = 'Give the three-digit code of the clearing house, like 088; mindgarden payout bank lists them.';
  END IF;
  IF v_number IS NULL OR v_number !~ '^[0-9]{10,16}$' THEN
    RAISE EXCEPTION USING ERRCODE = 'MT010', MESSAGE = 'not a bank account number', DETAIL = format('%s characters without blanks and hyphens', coalesce(length(v_number), 0)),
      HINT = 'Ten to sixteen digits; hyphens and blanks are left out.';
  END IF;
  -- What a spreadsheet takes for a formula, and what would break a line of the bank's file, is no name.
  IF p_holder_name IS NULL OR btrim(p_holder_name) !~ '^[^[:cntrl:]=+@"-][^[:cntrl:]"]{0,39}$' THEN
    RAISE EXCEPTION USING ERRCODE = 'MT012', MESSAGE = 'not the name of an account holder', DETAIL = format('%s characters', coalesce(length(btrim(p_holder_name)), 0)),
      HINT = 'One to forty characters as at the bank, without quotation marks, and not beginning with =, +, - or @.';
  END IF;
  RETURN v_number;
END
$read_account$;
COMMENT ON FUNCTION settlement.read_account(text, text, text) IS 'An account number without hyphens, if bank, number and holder have the form that banks take; otherwise an error that does not repeat the number.';
REVOKE ALL ON FUNCTION settlement.read_account(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_account(text, text, text) TO mg_batch_owner;
