CREATE OR REPLACE FUNCTION settlement.lose_chargeback(p_case_id uuid, p_note text DEFAULT '', p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $lose_chargeback$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.handle_chargeback');
  v_case settlement.chargeback_case := settlement.lock_chargeback(p_case_id);
  v_amount bigint;
BEGIN
  IF v_case.status = 'lost' THEN
    RETURN v_case.status;
  ELSIF v_case.status <> 'open' THEN
    PERFORM settlement.refuse_chargeback_step(v_case, 'lost');
  END IF;
  IF coalesce(p_note, '') <> '' THEN
    PERFORM settlement.write_chargeback_step(v_case, 'evidence', 'open', 0, 0, NULL, NULL, p_note, p_as_of, v_actor);
  END IF;
  SELECT least(v_case.amount_minor, e.amount_minor - settlement.returned_amount(e.tenant_id, e.settlement_day, e.payment_event_id)) INTO v_amount
  FROM commerce.payment_event AS e
  WHERE e.tenant_id = v_case.tenant_id AND e.settlement_day = v_case.capture_day AND e.payment_event_id = v_case.capture_event_id;
  IF v_amount > 0 THEN
    -- Recording it closes the case, as it would if it came by a file.
    PERFORM settlement.record_return(v_case.tenant_id, 'chargeback', v_case.capture_ref, v_case.gateway_ref, v_amount, p_as_of, p_as_of, v_actor);
  ELSE
    PERFORM settlement.write_chargeback_step(v_case, 'lost', 'lost', -v_case.held_minor, 0, NULL, NULL, '', p_as_of, v_actor);
  END IF;
  RETURN 'lost';
END
$lose_chargeback$;
COMMENT ON FUNCTION settlement.lose_chargeback(uuid, text, timestamptz, uuid) IS 'A chargeback case is lost: what is left of the payment is recorded as a chargeback, the hold is released. Losing it again changes nothing.';
ALTER FUNCTION settlement.lose_chargeback(uuid, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.lose_chargeback(uuid, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.lose_chargeback(uuid, text, timestamptz, uuid) TO mg_batch;
