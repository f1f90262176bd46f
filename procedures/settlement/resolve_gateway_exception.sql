CREATE OR REPLACE FUNCTION settlement.resolve_gateway_exception(
  p_gateway_exception_id uuid, p_resolution text, p_reason text, p_as_of date, p_tenant_id uuid DEFAULT NULL, p_link_ref text DEFAULT NULL,
  p_expected_on date DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $resolve_gateway_exception$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reconcile_gateway');
  v_exception settlement.gateway_exception;
  v_tenant_id uuid;
  v_open bigint;
BEGIN
  -- In the order of every other command: files, clocks, then the exception itself.
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('gateway'), 0);
  SELECT coalesce(x.tenant_id, p_tenant_id) INTO v_tenant_id FROM settlement.gateway_exception AS x WHERE x.gateway_exception_id = p_gateway_exception_id;
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = v_tenant_id ORDER BY c.schedule_code FOR UPDATE;
  v_exception := settlement.find_exception(p_gateway_exception_id);

  IF v_exception.state = 'resolved' THEN
    IF v_exception.resolution = p_resolution AND v_exception.reason = p_reason THEN
      RETURN v_exception.resolution;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'MS542', MESSAGE = 'the exception is resolved already',
      DETAIL = format('exception %s: %s on %s', p_gateway_exception_id, v_exception.resolution, v_exception.resolved_on), HINT = 'Only open and assigned ones are worked on.';
  END IF;
  PERFORM settlement.check_resolution(v_exception, p_resolution, p_reason, p_as_of, p_tenant_id, p_link_ref, p_expected_on);
  IF v_exception.tenant_id IS NULL AND v_tenant_id IS NOT NULL THEN
    UPDATE settlement.gateway_row AS r SET tenant_id = v_tenant_id WHERE r.gateway_row_id = v_exception.subject_id AND r.tenant_id IS NULL;
    UPDATE settlement.gateway_exception AS x SET tenant_id = v_tenant_id WHERE x.gateway_exception_id = p_gateway_exception_id;
  END IF;

  v_open := v_exception.amount_minor;
  IF p_resolution IN ('write_off', 'received') THEN
    IF v_exception.side = 'row' THEN
      PERFORM settlement.post_gateway(ARRAY[v_exception.subject_id]);
    END IF;
    -- As it is by now, not as it was when the queue was last brought up to date.
    SELECT coalesce(sum(o.open_minor), 0) INTO v_open FROM (
      SELECT e.open_minor FROM settlement.open_gateway_event(ARRAY[v_tenant_id]) AS e WHERE v_exception.side = 'event' AND e.payment_event_id = v_exception.subject_id
      UNION ALL
      SELECT r.open_minor FROM settlement.open_gateway_row(ARRAY[v_tenant_id]) AS r WHERE v_exception.side = 'row' AND r.gateway_row_id = v_exception.subject_id) AS o;
  ELSIF p_resolution = 'linked' THEN
    PERFORM settlement.link_by_hand(v_exception.side, v_exception.subject_id, v_tenant_id, p_link_ref, v_actor);
  END IF;

  UPDATE settlement.gateway_exception AS x
  SET state = 'resolved', resolution = p_resolution, reason = p_reason, amount_minor = v_open, expected_on = p_expected_on, resolved_on = p_as_of,
    resolved_at = now(), resolved_by = v_actor
  WHERE x.gateway_exception_id = p_gateway_exception_id;
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT s.tenant_id, s.posted_on, 'gateway', s.source_id, s.leg, CASE WHEN s.amount_minor > 0 THEN s.debit_account ELSE s.credit_account END,
    CASE WHEN s.amount_minor > 0 THEN s.credit_account ELSE s.debit_account END, abs(s.amount_minor), s.currency
  FROM settlement.gateway_exception AS x
  CROSS JOIN LATERAL settlement.clearing_leg(x) AS s
  WHERE x.gateway_exception_id = p_gateway_exception_id;
  PERFORM ledger.drop_snapshot(v_tenant_id, p_as_of) WHERE p_resolution IN ('write_off', 'received');
  PERFORM audit.record(v_tenant_id, 'settlement.gateway.exception_resolved', p_gateway_exception_id::text,
    jsonb_build_object('kind', v_exception.kind, 'resolution', p_resolution, 'reason', p_reason, 'amount_minor', v_open, 'link', p_link_ref, 'expected_on', p_expected_on), v_actor)
  WHERE v_tenant_id IS NOT NULL;
  PERFORM settlement.match_gateway(CASE WHEN v_tenant_id IS NULL THEN '{}' ELSE ARRAY[v_tenant_id] END, p_as_of, v_actor);
  RETURN p_resolution;
END
$resolve_gateway_exception$;
COMMENT ON FUNCTION settlement.resolve_gateway_exception(uuid, text, text, date, uuid, text, date, uuid) IS 'Resolves an exception of reconciliation with a reason: write_off and received post what is open, linked names the other side (an event''s ref, a row''s key), expected waits until a day, accepted leaves it as it is. Doing the same again changes nothing.';
ALTER FUNCTION settlement.resolve_gateway_exception(uuid, text, text, date, uuid, text, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.resolve_gateway_exception(uuid, text, text, date, uuid, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.resolve_gateway_exception(uuid, text, text, date, uuid, text, date, uuid) TO mg_batch;
