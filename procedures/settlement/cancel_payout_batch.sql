CREATE OR REPLACE FUNCTION settlement.cancel_payout_batch(
  p_batch text, p_reason text, p_is_file_unused boolean DEFAULT false, p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $cancel_payout_batch$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.prepare_payout');
  v_batch settlement.payout_batch := settlement.find_payout_batch(p_batch);
BEGIN
  PERFORM FROM settlement.payout_batch AS b WHERE b.payout_batch_id = v_batch.payout_batch_id FOR UPDATE;
  v_batch := settlement.find_payout_batch(p_batch);
  IF v_batch.status = 'cancelled' THEN
    RETURN v_batch.status;
  ELSIF v_batch.status NOT IN ('prepared', 'approved') THEN
    PERFORM settlement.refuse_payout_step(v_batch, 'cancelled');
  ELSIF NOT p_is_file_unused AND EXISTS (SELECT FROM settlement.payout_file AS f WHERE f.payout_batch_id = v_batch.payout_batch_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS524', MESSAGE = 'a file of the payout batch was written and may have been used', DETAIL = format('batch %s', v_batch.batch_number),
      HINT = 'Make sure that it was not uploaded at the bank, and say so (--file-unused).';
  END IF;
  WITH cancelled AS (
    UPDATE settlement.payout AS p SET status = 'cancelled', finished_at = now()
    WHERE p.payout_batch_id = v_batch.payout_batch_id
    RETURNING p.tenant_id, p.statement_id
  )
  UPDATE settlement.statement AS s SET status = 'confirmed'
  FROM cancelled AS c
  WHERE s.tenant_id = c.tenant_id AND s.statement_id = c.statement_id AND s.status = 'paying';
  UPDATE settlement.payout_batch AS b SET status = 'cancelled', cancelled_at = now(), cancelled_by = v_actor, cancel_reason = p_reason
  WHERE b.payout_batch_id = v_batch.payout_batch_id;
  PERFORM audit.record(p.tenant_id, 'settlement.payout.cancelled', p.statement_id::text, jsonb_build_object('reference', p.reference, 'reason', p_reason), v_actor)
  FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch.payout_batch_id;
  RETURN 'cancelled';
END
$cancel_payout_batch$;
COMMENT ON FUNCTION settlement.cancel_payout_batch(text, text, boolean, uuid) IS 'Takes back a batch that was not sent: its statements are confirmed again. Whose file was written needs the word that nobody used it.';
ALTER FUNCTION settlement.cancel_payout_batch(text, text, boolean, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.cancel_payout_batch(text, text, boolean, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.cancel_payout_batch(text, text, boolean, uuid) TO mg_batch;
