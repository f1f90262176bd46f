CREATE OR REPLACE FUNCTION settlement.refuse_disputed_undo(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $refuse_disputed_undo$
DECLARE
  v_dispute record;
BEGIN
  SELECT e.ref, c.gateway_ref, c.status INTO v_dispute
  FROM settlement.chargeback_case AS c
  JOIN commerce.payment_event AS e ON e.tenant_id = c.tenant_id AND e.import_file_id = p_import_file_id
    AND ((c.status = 'open' AND e.payment_event_id = c.capture_event_id) OR (c.restored_minor > 0 AND e.payment_event_id = c.chargeback_event_id))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS535', MESSAGE = 'a disputed payment cannot be undone',
      DETAIL = format('payment %s, case %s, %s', v_dispute.ref, v_dispute.gateway_ref, v_dispute.status),
      HINT = 'Decide or withdraw the open case first; what was given back of a chargeback is corrected by an adjustment.';
  END IF;
END
$refuse_disputed_undo$;
COMMENT ON FUNCTION settlement.refuse_disputed_undo(uuid) IS 'Refuses to undo an import while a payment of it is under dispute, or after a chargeback of it was given back.';
REVOKE ALL ON FUNCTION settlement.refuse_disputed_undo(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.refuse_disputed_undo(uuid) TO mg_batch_owner;
