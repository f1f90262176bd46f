CREATE OR REPLACE FUNCTION settlement.refuse_payout_step(p_batch settlement.payout_batch, p_step text) RETURNS void
LANGUAGE plpgsql
AS $refuse_payout_step$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'MS520', MESSAGE = 'the payout batch cannot take this step from its state',
    DETAIL = format('batch %s of channel %s is %s; it cannot be %s', p_batch.batch_number, p_batch.channel, p_batch.status, p_step),
    HINT = 'A batch is prepared, approved, written as a file (channel bank_file), sent, done; it is cancelled before it is sent.';
END
$refuse_payout_step$;
COMMENT ON FUNCTION settlement.refuse_payout_step(settlement.payout_batch, text) IS 'Raises that a batch cannot take a step, naming both.';
REVOKE ALL ON FUNCTION settlement.refuse_payout_step(settlement.payout_batch, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.refuse_payout_step(settlement.payout_batch, text) TO mg_batch_owner;
