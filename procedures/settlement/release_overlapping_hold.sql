CREATE OR REPLACE FUNCTION settlement.release_overlapping_hold(p_import_file_id uuid, p_as_of timestamptz, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $release_overlapping_hold$
DECLARE
  v_disputed uuid[] := ARRAY(SELECT c.capture_event_id FROM settlement.chargeback_case AS c WHERE c.status = 'open');
  v_charged uuid[];
  v_refunded uuid[];
BEGIN
  -- Most files meet no dispute: nothing is looked for where none is open, and the file is read once where some are.
  IF v_disputed = '{}' THEN
    RETURN;
  END IF;
  SELECT array_agg(e.original_event_id) FILTER (WHERE e.kind = 'chargeback'), array_agg(e.original_event_id) FILTER (WHERE e.kind = 'refund')
  INTO v_charged, v_refunded
  FROM commerce.import_event AS e
  WHERE e.import_file_id = p_import_file_id AND e.original_event_id = ANY (v_disputed) AND e.error IS NULL AND NOT e.is_unchanged;

  -- The captures of these events are locked since they were checked, so that no case of theirs changes meanwhile.
  IF v_charged IS NOT NULL THEN
    PERFORM settlement.write_chargeback_step(x.dispute, 'lost', 'lost', -(x.dispute).held_minor, 0, x.settlement_day, x.payment_event_id, '', p_as_of, p_actor)
    FROM (
      SELECT DISTINCT ON (c.tenant_id, c.chargeback_case_id) c AS dispute, e.settlement_day, e.payment_event_id
      FROM settlement.chargeback_case AS c
      JOIN commerce.import_event AS e ON e.import_file_id = p_import_file_id AND e.original_event_id = ANY (v_charged)
        AND e.tenant_id = c.tenant_id AND e.original_event_id = c.capture_event_id
      WHERE c.status = 'open' AND e.kind = 'chargeback' AND e.error IS NULL AND NOT e.is_unchanged
      ORDER BY c.tenant_id, c.chargeback_case_id, e.ref <> c.gateway_ref, e.settlement_day, e.occurred_at, e.ref
    ) AS x;
  END IF;

  PERFORM settlement.write_chargeback_step(x.dispute, 'hold_released', 'open', -x.overlap_minor, 0, NULL, NULL, '', p_as_of, p_actor)
  FROM (
    SELECT c AS dispute, least(c.held_minor, c.held_minor + settlement.returned_amount(c.tenant_id, c.capture_day, c.capture_event_id) - o.amount_minor) AS overlap_minor
    FROM settlement.chargeback_case AS c
    JOIN commerce.payment_event AS o ON o.tenant_id = c.tenant_id AND o.settlement_day = c.capture_day AND o.payment_event_id = c.capture_event_id
    WHERE c.status = 'open' AND c.capture_event_id = ANY (v_refunded)
    ORDER BY c.tenant_id, c.chargeback_case_id
  ) AS x
  WHERE x.overlap_minor > 0;
END
$release_overlapping_hold$;
COMMENT ON FUNCTION settlement.release_overlapping_hold(uuid, timestamptz, uuid) IS 'After a file is recorded: a chargeback of a disputed payment closes its case as lost and releases the hold, a refund releases the part of the hold that would be taken twice.';
REVOKE ALL ON FUNCTION settlement.release_overlapping_hold(uuid, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.release_overlapping_hold(uuid, timestamptz, uuid) TO mg_batch_owner;
