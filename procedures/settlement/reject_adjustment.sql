CREATE OR REPLACE FUNCTION settlement.reject_adjustment(p_adjustment_request_id uuid, p_reason text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reject_adjustment$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.approve_adjustment');
  v_request settlement.adjustment_request := settlement.find_adjustment_request(p_adjustment_request_id);
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS012', MESSAGE = 'taking this back needs a reason',
      DETAIL = format('request %s', p_adjustment_request_id), HINT = 'Say why.';
  END IF;
  PERFORM FROM settlement.adjustment_request AS r WHERE r.tenant_id = v_request.tenant_id AND r.adjustment_request_id = p_adjustment_request_id FOR UPDATE;
  v_request := settlement.find_adjustment_request(p_adjustment_request_id);
  IF v_request.status = 'rejected' THEN
    RETURN v_request.status;
  ELSIF v_request.status <> 'requested' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS513', MESSAGE = 'the adjustment request is decided already',
      DETAIL = format('request %s is %s', p_adjustment_request_id, v_request.status), HINT = 'Take an approved adjustment back by asking for the opposite one.';
  END IF;
  PERFORM settlement.require_second_person(p_adjustment_request_id, v_request.created_by, v_actor);

  UPDATE settlement.adjustment_request AS r SET status = 'rejected', decided_at = now(), decided_by = v_actor, decision_reason = p_reason
  WHERE r.tenant_id = v_request.tenant_id AND r.adjustment_request_id = p_adjustment_request_id;
  PERFORM audit.record(v_request.tenant_id, 'settlement.adjustment.rejected', p_adjustment_request_id::text,
    jsonb_build_object('reason', p_reason, 'requested_by', v_request.created_by), v_actor);
  RETURN 'rejected';
END
$reject_adjustment$;
COMMENT ON FUNCTION settlement.reject_adjustment(uuid, text, uuid) IS 'Rejects what another person asked for, for a reason: nothing is adjusted. Rejecting it again changes nothing.';
ALTER FUNCTION settlement.reject_adjustment(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.reject_adjustment(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reject_adjustment(uuid, text, uuid) TO mg_batch;
