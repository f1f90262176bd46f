CREATE OR REPLACE FUNCTION settlement.approve_adjustment(p_adjustment_request_id uuid, p_actor uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $approve_adjustment$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.approve_adjustment');
  v_request settlement.adjustment_request := settlement.find_adjustment_request(p_adjustment_request_id);
  v_adjustment_id uuid;
BEGIN
  PERFORM FROM settlement.adjustment_request AS r WHERE r.tenant_id = v_request.tenant_id AND r.adjustment_request_id = p_adjustment_request_id FOR UPDATE;
  v_request := settlement.find_adjustment_request(p_adjustment_request_id);
  IF v_request.status = 'approved' THEN
    RETURN v_request.adjustment_id;
  ELSIF v_request.status <> 'requested' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS513', MESSAGE = 'the adjustment request is decided already',
      DETAIL = format('request %s is %s', p_adjustment_request_id, v_request.status), HINT = 'Ask for another adjustment.';
  END IF;
  PERFORM settlement.require_second_person(p_adjustment_request_id, v_request.created_by, v_actor);

  v_adjustment_id := settlement.record_adjustment(v_request.tenant_id, v_request.adjusted_on, v_request.amount_minor, v_request.reason,
    p_adjustment_request_id::text, v_actor, v_request.schedule_code);
  UPDATE settlement.adjustment_request AS r
  SET status = 'approved', decided_at = now(), decided_by = v_actor, adjustment_id = v_adjustment_id
  WHERE r.tenant_id = v_request.tenant_id AND r.adjustment_request_id = p_adjustment_request_id;
  PERFORM audit.record(v_request.tenant_id, 'settlement.adjustment.approved', p_adjustment_request_id::text,
    jsonb_build_object('adjustment_id', v_adjustment_id, 'requested_by', v_request.created_by), v_actor);
  RETURN v_adjustment_id;
END
$approve_adjustment$;
COMMENT ON FUNCTION settlement.approve_adjustment(uuid, uuid) IS 'Approves what another person asked for, and records the adjustment with the request as its key. Returns the adjustment; approving it again changes nothing.';
ALTER FUNCTION settlement.approve_adjustment(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.approve_adjustment(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.approve_adjustment(uuid, uuid) TO mg_batch;
