CREATE OR REPLACE FUNCTION settlement.undo_gateway(p_gateway_file_id uuid, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $undo_gateway$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reconcile_gateway');
  v_file settlement.gateway_file;
  v_count bigint;
BEGIN
  -- No match run, which would tie its rows to events meanwhile.
  PERFORM pg_advisory_xact_lock(core.lock_class('gateway'), 0);
  SELECT f.* INTO v_file FROM settlement.gateway_file AS f WHERE f.gateway_file_id = p_gateway_file_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS440', MESSAGE = 'unknown gateway file', DETAIL = format('file %s', p_gateway_file_id), HINT = 'mindgarden reconcile files lists them.';
  ELSIF v_file.status = 'undone' THEN
    RETURN 0;
  END IF;
  PERFORM FROM settlement.tenant_clock AS c
  WHERE c.tenant_id IN (SELECT r.tenant_id FROM settlement.gateway_row AS r WHERE r.gateway_file_id = p_gateway_file_id)
  ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;

  PERFORM settlement.reverse_clearing((
    SELECT array_agg(x.gateway_exception_id)
    FROM settlement.gateway_exception AS x
    JOIN settlement.gateway_row AS r ON r.gateway_row_id = x.subject_id
    WHERE r.gateway_file_id = p_gateway_file_id AND x.side = 'row' AND x.resolution IN ('write_off', 'received') AND x.reversed_at IS NULL));
  UPDATE settlement.gateway_exception AS x
  SET state = 'resolved', resolution = 'cleared', resolved_on = (now() AT TIME ZONE 'Asia/Seoul')::date, resolved_at = now(), resolved_by = v_actor
  FROM settlement.gateway_row AS r
  WHERE r.gateway_file_id = p_gateway_file_id AND x.subject_id = r.gateway_row_id AND x.state <> 'resolved';
  DELETE FROM settlement.gateway_match AS m USING settlement.gateway_row AS r
  WHERE r.gateway_file_id = p_gateway_file_id AND m.tenant_id = r.tenant_id AND m.gateway_row_id = r.gateway_row_id;

  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT r.tenant_id, r.paid_out_on, 'gateway_reversal', r.gateway_row_id, g.leg,
    CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END,
    CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END, abs(g.amount_minor), r.currency
  FROM settlement.gateway_row AS r
  CROSS JOIN LATERAL settlement.gateway_leg(r.fee_minor, r.vat_minor, r.payout_minor) AS g
  WHERE r.gateway_file_id = p_gateway_file_id AND r.posted_at IS NOT NULL AND g.amount_minor <> 0;
  PERFORM ledger.drop_snapshot(d.tenant_id, d.first_day)
  FROM (SELECT r.tenant_id, min(r.paid_out_on) AS first_day FROM settlement.gateway_row AS r
    WHERE r.gateway_file_id = p_gateway_file_id AND r.posted_at IS NOT NULL GROUP BY r.tenant_id) AS d;
  UPDATE settlement.gateway_row AS r SET undone_at = now() WHERE r.gateway_file_id = p_gateway_file_id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  UPDATE settlement.gateway_file AS f SET status = 'undone', undone_at = now(), undone_by = v_actor WHERE f.gateway_file_id = p_gateway_file_id;
  PERFORM audit.record(t.tenant_id, 'settlement.gateway.undone', p_gateway_file_id::text, jsonb_build_object('file_name', v_file.file_name, 'rows', t.rows), v_actor)
  FROM (SELECT r.tenant_id, count(*) AS rows FROM settlement.gateway_row AS r
    WHERE r.gateway_file_id = p_gateway_file_id AND r.tenant_id IS NOT NULL GROUP BY r.tenant_id) AS t;
  RETURN v_count;
END
$undo_gateway$;
COMMENT ON FUNCTION settlement.undo_gateway(uuid, uuid) IS 'Takes a wrong gateway file back as a whole: its rows and their links are void, what they posted is reversed, its rows can be imported anew. Returns how many rows; undoing it again changes nothing.';
ALTER FUNCTION settlement.undo_gateway(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.undo_gateway(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.undo_gateway(uuid, uuid) TO mg_batch;
