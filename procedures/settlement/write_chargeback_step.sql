CREATE OR REPLACE FUNCTION settlement.write_chargeback_step(
  p_case settlement.chargeback_case, p_step text, p_status text, p_held_change_minor bigint, p_restored_minor bigint,
  p_event_day date, p_event_id uuid, p_note text, p_as_of timestamptz, p_actor uuid)
RETURNS void
LANGUAGE plpgsql
AS $write_chargeback_step$
DECLARE
  v_day date;
  v_number integer;
  v_amount bigint := p_restored_minor - p_held_change_minor;
  v_adjustment_id uuid;
BEGIN
  SELECT (p_as_of AT TIME ZONE t.time_zone)::date INTO v_day FROM tenancy.tenant AS t WHERE t.tenant_id = p_case.tenant_id;
  SELECT count(*) + 1 INTO v_number FROM settlement.chargeback_step AS s
  WHERE s.tenant_id = p_case.tenant_id AND s.chargeback_case_id = p_case.chargeback_case_id;
  IF v_amount <> 0 THEN
    v_adjustment_id := settlement.record_adjustment(p_case.tenant_id, v_day, v_amount,
      format('%s %s (%s)', CASE WHEN p_restored_minor > 0 THEN '차지백 복원 · chargeback restored' WHEN p_held_change_minor > 0 THEN '차지백 보류 · chargeback hold'
        ELSE '차지백 보류 해제 · chargeback hold released' END, p_case.gateway_ref, p_case.reason_code),
      format('chargeback:%s:%s', p_case.chargeback_case_id, v_number), p_actor, p_case.schedule_code);
  END IF;
  INSERT INTO settlement.chargeback_step (tenant_id, chargeback_case_id, step_number, step, status, held_change_minor, restored_minor, currency,
    adjustment_id, stepped_on, note, created_by)
  VALUES (p_case.tenant_id, p_case.chargeback_case_id, v_number, p_step, p_status, p_held_change_minor, p_restored_minor, p_case.currency,
    v_adjustment_id, v_day, p_note, p_actor);
  IF p_status <> p_case.status OR v_amount <> 0 THEN
    UPDATE settlement.chargeback_case AS c
    SET status = p_status, held_minor = c.held_minor + p_held_change_minor, restored_minor = c.restored_minor + p_restored_minor,
      chargeback_day = coalesce(p_event_day, c.chargeback_day), chargeback_event_id = coalesce(p_event_id, c.chargeback_event_id),
      decided_on = CASE WHEN p_status <> 'open' THEN v_day END
    WHERE c.tenant_id = p_case.tenant_id AND c.chargeback_case_id = p_case.chargeback_case_id;
  END IF;
  PERFORM audit.record(p_case.tenant_id, 'settlement.chargeback.' || p_step, p_case.chargeback_case_id::text,
    jsonb_build_object('gateway_ref', p_case.gateway_ref, 'status', p_status, 'held_change_minor', p_held_change_minor, 'restored_minor', p_restored_minor,
      'chargeback_event_id', p_event_id, 'note', p_note), p_actor);
END
$write_chargeback_step$;
COMMENT ON FUNCTION settlement.write_chargeback_step(settlement.chargeback_case, text, text, bigint, bigint, date, uuid, text, timestamptz, uuid) IS 'Takes one step of a locked chargeback case: appends it to the history, carries a change of the hold or a restored chargeback to the tenant as an adjustment of the capture''s schedule, notes the new state, audits.';
REVOKE ALL ON FUNCTION settlement.write_chargeback_step(settlement.chargeback_case, text, text, bigint, bigint, date, uuid, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_chargeback_step(settlement.chargeback_case, text, text, bigint, bigint, date, uuid, text, timestamptz, uuid) TO mg_batch_owner;
