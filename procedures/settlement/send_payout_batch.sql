CREATE OR REPLACE FUNCTION settlement.send_payout_batch(p_batch text, p_actor uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now()) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $send_payout_batch$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.send_payout');
  v_batch settlement.payout_batch := settlement.find_payout_batch(p_batch);
BEGIN
  PERFORM FROM settlement.payout_batch AS b WHERE b.payout_batch_id = v_batch.payout_batch_id FOR UPDATE;
  v_batch := settlement.find_payout_batch(p_batch);
  IF v_batch.status IN ('sent', 'done') THEN
    RETURN v_batch.status;
  ELSIF v_batch.status <> 'approved' THEN
    PERFORM settlement.refuse_payout_step(v_batch, 'sent');
  ELSIF v_batch.channel = 'bank_file' AND EXISTS (
    SELECT FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch.payout_batch_id AND NOT EXISTS (
      SELECT FROM settlement.payout_file AS f WHERE f.payout_batch_id = p.payout_batch_id AND f.bank_code IN ('', p.bank_code))) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS529', MESSAGE = 'the bank file of the batch is not written yet', DETAIL = format('batch %s', v_batch.batch_number),
      HINT = 'mindgarden payout file writes it; upload it at the bank, then say that it is sent.';
  END IF;
  -- Whoever holds a statement locks it as well: from here on no hold comes in between.
  PERFORM FROM settlement.statement AS s
  WHERE (s.tenant_id, s.statement_id) IN (SELECT p.tenant_id, p.statement_id FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch.payout_batch_id)
  ORDER BY s.tenant_id, s.statement_id FOR NO KEY UPDATE;
  PERFORM settlement.check_payout_batch(v_batch, p_as_of);
  -- Committed before anything leaves: from now on a payout may have been made, whatever becomes of us.
  UPDATE settlement.payout AS p SET status = 'sent', sent_at = now() WHERE p.payout_batch_id = v_batch.payout_batch_id;
  UPDATE settlement.payout_batch AS b SET status = 'sent', sent_at = now(), sent_by = v_actor WHERE b.payout_batch_id = v_batch.payout_batch_id;
  PERFORM audit.record(p.tenant_id, 'settlement.payout.sent', p.statement_id::text, jsonb_build_object('reference', p.reference), v_actor)
  FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch.payout_batch_id;
  RETURN 'sent';
END
$send_payout_batch$;
COMMENT ON FUNCTION settlement.send_payout_batch(text, uuid, timestamptz) IS 'Notes that an approved batch goes out: a bank file was uploaded, or the gateway is about to be asked. It can no longer be cancelled. Sending again changes nothing.';
ALTER FUNCTION settlement.send_payout_batch(text, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.send_payout_batch(text, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.send_payout_batch(text, uuid, timestamptz) TO mg_batch;
