CREATE OR REPLACE FUNCTION settlement.approve_payout_batch(p_batch text, p_actor uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now()) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $approve_payout_batch$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.approve_payout');
  v_service uuid := identity.service_user_id('settlement');
  v_batch settlement.payout_batch := settlement.find_payout_batch(p_batch);
BEGIN
  PERFORM FROM settlement.payout_batch AS b WHERE b.payout_batch_id = v_batch.payout_batch_id FOR UPDATE;
  v_batch := settlement.find_payout_batch(p_batch);
  IF v_batch.status = 'approved' THEN
    RETURN v_batch.status;
  ELSIF v_batch.status <> 'prepared' THEN
    PERFORM settlement.refuse_payout_step(v_batch, 'approved');
  ELSIF v_batch.created_by = v_actor AND v_actor <> v_service THEN
    RAISE EXCEPTION USING ERRCODE = 'MS521', MESSAGE = 'a payout batch is approved by another person than who prepared it',
      DETAIL = format('batch %s', v_batch.batch_number), HINT = 'Let a second person approve it (--as EMAIL).';
  END IF;
  PERFORM settlement.check_payout_batch(v_batch, p_as_of);
  UPDATE settlement.payout_batch AS b SET status = 'approved', approved_at = now(), approved_by = v_actor
  WHERE b.payout_batch_id = v_batch.payout_batch_id;
  PERFORM audit.record(p.tenant_id, 'settlement.payout.approved', p.statement_id::text, jsonb_build_object('reference', p.reference), v_actor)
  FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch.payout_batch_id;
  RETURN 'approved';
END
$approve_payout_batch$;
COMMENT ON FUNCTION settlement.approve_payout_batch(text, uuid, timestamptz) IS 'A second person approves a prepared batch; the service at the console may do both. Approving again changes nothing.';
ALTER FUNCTION settlement.approve_payout_batch(text, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.approve_payout_batch(text, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.approve_payout_batch(text, uuid, timestamptz) TO mg_batch;
