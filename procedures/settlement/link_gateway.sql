CREATE OR REPLACE FUNCTION settlement.link_gateway(p_tenants uuid[], p_actor uuid) RETURNS bigint
LANGUAGE plpgsql
AS $link_gateway$
DECLARE
  v_changed bigint;
  v_removed bigint;
BEGIN
  -- Events of an import that was taken back are no more; their rows are free for the mended ones.
  DELETE FROM settlement.gateway_match AS m
  USING commerce.payment_event AS e, commerce.import_file AS f
  WHERE m.tenant_id = ANY (p_tenants) AND e.tenant_id = m.tenant_id AND e.settlement_day = m.settlement_day AND e.payment_event_id = m.payment_event_id
    AND f.import_file_id = e.import_file_id AND f.status = 'undone';
  GET DIAGNOSTICS v_removed = ROW_COUNT;

  PERFORM settlement.scope_gateway_work(p_tenants);
  PERFORM settlement.link_by_reference(p_tenants);
  PERFORM settlement.link_by_amount(p_tenants);

  -- Only what differs is written: a run that finds nothing new changes nothing.
  DELETE FROM settlement.gateway_match AS m
  USING settlement.gateway_work AS w
  WHERE m.tenant_id = ANY (p_tenants) AND w.tenant_id = m.tenant_id AND w.item_id = m.gateway_row_id AND m.basis <> 'person'
    AND EXISTS (SELECT FROM settlement.gateway_work AS e WHERE e.tenant_id = m.tenant_id AND e.item_id = m.payment_event_id)
    AND NOT EXISTS (SELECT FROM settlement.gateway_work_link AS l
      WHERE l.tenant_id = m.tenant_id AND l.row_id = m.gateway_row_id AND l.event_id = m.payment_event_id
        AND (l.group_id, l.basis, l.shape, l.matched_minor) = (m.match_group_id, m.basis, m.shape, m.matched_minor));
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  v_removed := v_removed + v_changed;
  INSERT INTO settlement.gateway_match (tenant_id, gateway_row_id, match_group_id, settlement_day, payment_event_id, basis, shape, matched_minor, currency,
    paid_out_on, shifted_days, created_by)
  SELECT l.tenant_id, l.row_id, l.group_id, e.settlement_day, l.event_id, l.basis, l.shape, l.matched_minor, l.currency, r.paid_out_on, r.sold_on - e.worked_on, p_actor
  FROM settlement.gateway_work_link AS l
  JOIN settlement.gateway_work AS e ON e.tenant_id = l.tenant_id AND e.item_id = l.event_id
  JOIN settlement.gateway_row AS r ON r.gateway_row_id = l.row_id
  WHERE l.tenant_id = ANY (p_tenants)
  ON CONFLICT (tenant_id, gateway_row_id, payment_event_id, basis) DO NOTHING;
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  PERFORM settlement.clear_gateway_work(p_tenants);
  RETURN v_removed + v_changed;
END
$link_gateway$;
COMMENT ON FUNCTION settlement.link_gateway(uuid[], uuid) IS 'Brings the links between a gateway''s rows and events of tenants to what references and amounts say now; returns how many links changed. The caller holds the tenants'' clocks.';
REVOKE ALL ON FUNCTION settlement.link_gateway(uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_gateway(uuid[], uuid) TO mg_batch_owner;
