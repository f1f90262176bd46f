CREATE OR REPLACE FUNCTION settlement.withdraw_chargeback(p_case_id uuid, p_note text DEFAULT '', p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_chargeback$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.handle_chargeback');
  v_case settlement.chargeback_case := settlement.lock_chargeback(p_case_id);
BEGIN
  IF v_case.status = 'withdrawn' THEN
    RETURN v_case.status;
  ELSIF v_case.status <> 'open' THEN
    PERFORM settlement.refuse_chargeback_step(v_case, 'withdrawn');
  END IF;
  PERFORM settlement.write_chargeback_step(v_case, 'withdrawn', 'withdrawn', -v_case.held_minor, 0, NULL, NULL, coalesce(p_note, ''), p_as_of, v_actor);
  RETURN 'withdrawn';
END
$withdraw_chargeback$;
COMMENT ON FUNCTION settlement.withdraw_chargeback(uuid, text, timestamptz, uuid) IS 'The cardholder withdraws the dispute: the hold of an open case is released. Withdrawing it again changes nothing.';
ALTER FUNCTION settlement.withdraw_chargeback(uuid, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.withdraw_chargeback(uuid, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.withdraw_chargeback(uuid, text, timestamptz, uuid) TO mg_batch;
