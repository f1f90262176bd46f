CREATE OR REPLACE FUNCTION settlement.win_chargeback(p_case_id uuid, p_note text DEFAULT '', p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $win_chargeback$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.handle_chargeback');
  v_case settlement.chargeback_case := settlement.lock_chargeback(p_case_id);
BEGIN
  IF v_case.status = 'won' THEN
    RETURN v_case.status;
  ELSIF v_case.status = 'withdrawn' THEN
    PERFORM settlement.refuse_chargeback_step(v_case, 'won');
  END IF;
  PERFORM settlement.write_chargeback_step(v_case, 'won', 'won', -v_case.held_minor,
    settlement.chargeback_taken(v_case.tenant_id, v_case.chargeback_day, v_case.chargeback_event_id), NULL, NULL, coalesce(p_note, ''), p_as_of, v_actor);
  RETURN 'won';
END
$win_chargeback$;
COMMENT ON FUNCTION settlement.win_chargeback(uuid, text, timestamptz, uuid) IS 'A chargeback case is won: the hold is released; of a lost case what its chargeback took, coupon included, is given back once, if it still stands. Winning it again changes nothing.';
ALTER FUNCTION settlement.win_chargeback(uuid, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.win_chargeback(uuid, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.win_chargeback(uuid, text, timestamptz, uuid) TO mg_batch;
