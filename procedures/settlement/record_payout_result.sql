CREATE OR REPLACE FUNCTION settlement.record_payout_result(
  p_reference text, p_amount_minor bigint, p_status text, p_code text, p_reason text, p_paid_on date, p_source text, p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_payout_result$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.record_payout_result');
  v_payout settlement.payout := settlement.find_payout(p_reference);
  v_outcome text;
BEGIN
  IF p_status IS NULL OR p_status NOT IN ('succeeded', 'failed') OR (p_status = 'succeeded' AND p_paid_on IS NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS022', MESSAGE = 'a payout succeeded on a day, or it failed', DETAIL = format('payout %s: %s on %s', p_reference, quote_nullable(p_status), p_paid_on),
      HINT = 'Give succeeded with the day of payment, or failed with the reason.';
  ELSIF p_amount_minor IS DISTINCT FROM v_payout.amount_minor THEN
    RAISE EXCEPTION USING ERRCODE = 'MS522', MESSAGE = 'the answer names another amount than the payout', DETAIL = format('payout %s of %s: %s', p_reference, v_payout.amount_minor, p_amount_minor),
      HINT = 'Ask the bank what it paid; nothing was taken.';
  ELSIF v_payout.status = 'prepared' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS523', MESSAGE = 'the payout was not sent yet', DETAIL = format('payout %s', p_reference), HINT = 'Only a payout that was sent has an answer.';
  END IF;
  SELECT a.outcome INTO v_outcome
  FROM settlement.apply_payout_result(ARRAY[p_reference], ARRAY[p_status], ARRAY[p_code], ARRAY[p_reason], ARRAY[p_paid_on], p_source, v_actor) AS a;
  RETURN v_outcome;
END
$record_payout_result$;
COMMENT ON FUNCTION settlement.record_payout_result(text, bigint, text, text, text, date, text, uuid) IS 'Takes one answer about a payout: recorded, unchanged if it is known, or exception where it contradicts what is known.';
ALTER FUNCTION settlement.record_payout_result(text, bigint, text, text, text, date, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_payout_result(text, bigint, text, text, text, date, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_payout_result(text, bigint, text, text, text, date, text, uuid) TO mg_batch;
