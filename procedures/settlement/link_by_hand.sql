CREATE OR REPLACE FUNCTION settlement.link_by_hand(p_side text, p_subject_id uuid, p_tenant_id uuid, p_ref text, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $link_by_hand$
DECLARE
  v_row_id uuid := CASE p_side WHEN 'row' THEN p_subject_id END;
  v_event_id uuid := CASE p_side WHEN 'event' THEN p_subject_id END;
BEGIN
  IF p_side = 'row' THEN
    SELECT p.payment_event_id INTO v_event_id FROM commerce.payment_ref AS p WHERE p.tenant_id = p_tenant_id AND p.ref = p_ref;
  ELSE
    SELECT (array_agg(r.gateway_row_id))[1] INTO v_row_id FROM settlement.gateway_row AS r
    WHERE r.row_ref = p_ref AND r.undone_at IS NULL AND (r.tenant_id = p_tenant_id OR r.tenant_id IS NULL) HAVING count(*) = 1;
    UPDATE settlement.gateway_row AS r SET tenant_id = p_tenant_id WHERE r.gateway_row_id = v_row_id AND r.tenant_id IS NULL;
  END IF;
  INSERT INTO settlement.gateway_match (tenant_id, gateway_row_id, match_group_id, settlement_day, payment_event_id, basis, shape, matched_minor, currency,
    paid_out_on, shifted_days, created_by)
  SELECT p_tenant_id, r.gateway_row_id, r.gateway_row_id, e.settlement_day, e.payment_event_id, 'person',
    CASE WHEN r.open_minor = e.open_minor THEN 'one_to_one' ELSE 'partial' END,
    sign(r.open_minor)::bigint * least(abs(r.open_minor), abs(e.open_minor)), r.currency, r.paid_out_on, r.sold_on - e.business_day, p_actor
  FROM settlement.open_gateway_row(ARRAY[p_tenant_id]) AS r
  JOIN settlement.open_gateway_event(ARRAY[p_tenant_id]) AS e ON e.currency = r.currency AND sign(e.open_minor) = sign(r.open_minor)
  WHERE r.gateway_row_id = v_row_id AND r.tenant_id = p_tenant_id AND e.payment_event_id = v_event_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS544', MESSAGE = 'the two cannot be linked',
      DETAIL = format('%s %s and %s', p_side, p_subject_id, quote_nullable(p_ref)),
      HINT = 'Both must be of the tenant, of one currency and sign, and have something open; mindgarden reconcile exceptions list shows what is.';
  END IF;
END
$link_by_hand$;
COMMENT ON FUNCTION settlement.link_by_hand(text, uuid, uuid, text, uuid) IS 'Links a gateway''s row with an event because a person says so, for as much as both have open: a row with an event''s ref, an event with a row''s key.';
REVOKE ALL ON FUNCTION settlement.link_by_hand(text, uuid, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_by_hand(text, uuid, uuid, text, uuid) TO mg_batch_owner;
