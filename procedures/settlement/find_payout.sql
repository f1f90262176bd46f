CREATE OR REPLACE FUNCTION settlement.find_payout(p_reference text) RETURNS settlement.payout
LANGUAGE plpgsql STABLE
AS $find_payout$
DECLARE
  v_payout settlement.payout;
BEGIN
  SELECT p.* INTO v_payout FROM settlement.payout AS p WHERE p.reference = p_reference;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS421', MESSAGE = 'no such payout', DETAIL = format('payout %s', quote_nullable(left(p_reference, 60))),
      HINT = 'mindgarden payout show names the payouts of a batch.';
  END IF;
  RETURN v_payout;
END
$find_payout$;
COMMENT ON FUNCTION settlement.find_payout(text) IS 'A payout by its reference, or an error that says where to find it.';
REVOKE ALL ON FUNCTION settlement.find_payout(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_payout(text) TO mg_batch_owner;
