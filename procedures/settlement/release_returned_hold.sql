CREATE OR REPLACE FUNCTION settlement.release_returned_hold(p_tenant_id uuid, p_event_day date, p_event_id uuid, p_as_of timestamptz, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $release_returned_hold$
BEGIN
  -- The capture is locked since the return was checked, so that no case of it changes meanwhile.
  PERFORM settlement.write_chargeback_step(x.dispute, x.step, CASE x.step WHEN 'lost' THEN 'lost' ELSE 'open' END, -x.overlap_minor, 0,
    CASE x.step WHEN 'lost' THEN p_event_day END, CASE x.step WHEN 'lost' THEN p_event_id END, '', p_as_of, p_actor)
  FROM (
    SELECT c AS dispute, CASE e.kind WHEN 'chargeback' THEN 'lost' ELSE 'hold_released' END AS step,
      CASE e.kind WHEN 'chargeback' THEN c.held_minor
        ELSE least(c.held_minor, c.held_minor + settlement.returned_amount(c.tenant_id, c.capture_day, c.capture_event_id) - o.amount_minor) END AS overlap_minor
    FROM commerce.payment_event AS e
    JOIN settlement.chargeback_case AS c ON c.tenant_id = e.tenant_id AND c.capture_event_id = e.original_event_id
    JOIN commerce.payment_event AS o ON o.tenant_id = c.tenant_id AND o.settlement_day = c.capture_day AND o.payment_event_id = c.capture_event_id
    WHERE e.tenant_id = p_tenant_id AND e.settlement_day = p_event_day AND e.payment_event_id = p_event_id AND c.status = 'open'
    ORDER BY c.chargeback_case_id
  ) AS x
  WHERE x.step = 'lost' OR x.overlap_minor > 0;
END
$release_returned_hold$;
COMMENT ON FUNCTION settlement.release_returned_hold(uuid, date, uuid, timestamptz, uuid) IS 'After a refund or chargeback is recorded by itself: what settlement.release_overlapping_hold does after a file.';
REVOKE ALL ON FUNCTION settlement.release_returned_hold(uuid, date, uuid, timestamptz, uuid) FROM PUBLIC;
