CREATE OR REPLACE FUNCTION settlement.find_payout_batch(p_batch text) RETURNS settlement.payout_batch
LANGUAGE plpgsql STABLE
AS $find_payout_batch$
DECLARE
  v_batch settlement.payout_batch;
BEGIN
  SELECT b.* INTO v_batch FROM settlement.payout_batch AS b WHERE b.batch_number = p_batch OR b.payout_batch_id::text = p_batch;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS420', MESSAGE = 'unknown payout batch', DETAIL = format('batch %s', quote_nullable(left(p_batch, 80))),
      HINT = 'mindgarden payout list names the batches.';
  END IF;
  RETURN v_batch;
END
$find_payout_batch$;
COMMENT ON FUNCTION settlement.find_payout_batch(text) IS 'A payout batch by its number or id, or an error that says where to find them.';
REVOKE ALL ON FUNCTION settlement.find_payout_batch(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_payout_batch(text) TO mg_batch_owner;
