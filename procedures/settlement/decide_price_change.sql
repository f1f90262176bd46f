CREATE OR REPLACE FUNCTION settlement.decide_price_change(p_request_id uuid, p_status text, p_reason text, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql
AS $decide_price_change$
DECLARE
  v_request pricing.pricing_change_request;
BEGIN
  PERFORM FROM pricing.pricing_change_request AS r WHERE r.pricing_change_request_id = p_request_id FOR UPDATE;
  SELECT r.* INTO v_request FROM pricing.pricing_change_request AS r WHERE r.pricing_change_request_id = p_request_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MP410', MESSAGE = 'unknown change request', DETAIL = format('request %s', p_request_id), HINT = 'mindgarden pricing list names them.';
  END IF;
  IF v_request.status = p_status AND v_request.decided_by = p_actor THEN
    RETURN false;
  END IF;
  IF v_request.status <> 'requested' THEN
    RAISE EXCEPTION USING ERRCODE = 'MP511', MESSAGE = 'the change request is decided already',
      DETAIL = format('request %s is %s by %s', p_request_id, v_request.status, identity.actor_name(v_request.decided_by)), HINT = 'Ask for another change.';
  END IF;
  -- Withdrawn by whoever asked; approved and rejected by another.
  IF (p_status = 'withdrawn') <> (v_request.created_by = p_actor) THEN
    RAISE EXCEPTION USING ERRCODE = 'MP510', MESSAGE = 'a change is decided by another person, and withdrawn by who asked for it',
      DETAIL = format('asked for by %s', identity.actor_name(v_request.created_by)), HINT = 'Act in your own name (--as EMAIL).';
  END IF;
  UPDATE pricing.pricing_change_request AS r SET status = p_status, decided_at = now(), decided_by = p_actor, decision_reason = nullif(btrim(p_reason), '')
  WHERE r.pricing_change_request_id = p_request_id;
  RETURN true;
END
$decide_price_change$;
COMMENT ON FUNCTION settlement.decide_price_change(uuid, text, text, uuid) IS 'Gives a change request its end. False: the same person decided so before.';
REVOKE ALL ON FUNCTION settlement.decide_price_change(uuid, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.decide_price_change(uuid, text, text, uuid) TO mg_batch_owner;
