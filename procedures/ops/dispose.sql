CREATE OR REPLACE FUNCTION ops.dispose(p_tenant_id uuid, p_as_of date, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $dispose$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ops.dispose_record');
  v_through date := ops.disposable_through(p_as_of);
  v_events uuid[];
  v_statements uuid[];
  v_adjustments uuid[];
  v_opening_id uuid;
  v_obstacle text;
  v_count bigint;
BEGIN
  IF p_as_of > ops.law_day() THEN
    RAISE EXCEPTION USING ERRCODE = 'MO011', MESSAGE = 'records are not disposed of ahead of time', DETAIL = format('as of %s, today is %s', p_as_of, ops.law_day()),
      HINT = 'mindgarden retention plan may look ahead; disposing may not.';
  END IF;
  -- As for reopening: nobody records a return of what is about to go, pays, or keeps balances meanwhile.
  IF NOT pg_try_advisory_xact_lock(core.lock_class('tenant_clock'), settlement.clock_bucket(p_tenant_id)) THEN
    RAISE EXCEPTION USING ERRCODE = 'MO510', MESSAGE = 'the tenant is being recorded by another', DETAIL = format('tenant %s', p_tenant_id), HINT = 'Try again in a moment.';
  END IF;
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id ORDER BY c.schedule_code FOR UPDATE;
  IF v_through IS NULL OR EXISTS (SELECT FROM settlement.disposed_through AS d WHERE d.tenant_id = p_tenant_id AND d.disposed_on >= v_through) THEN
    RETURN 0;
  END IF;
  SELECT coalesce(ops.disposal_obstacle(p_tenant_id, v_through, p_as_of),
    (SELECT format('verification finds %s: %s: %s', f.check_name, f.subject, f.finding) FROM settlement.verify(ARRAY[p_tenant_id]) AS f LIMIT 1)) INTO v_obstacle;
  IF v_obstacle IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MO511', MESSAGE = 'the tenant''s records cannot be disposed of yet', DETAIL = v_obstacle,
      HINT = 'Clear what stands in the way; nothing was touched.';
  END IF;

  v_events := array(SELECT e.payment_event_id FROM settlement.needed_event(p_tenant_id, v_through) AS e);
  v_statements := array(SELECT s.statement_id FROM settlement.needed_statement(p_tenant_id, v_through, v_events) AS s);
  v_adjustments := array(SELECT a.adjustment_id FROM settlement.needed_adjustment(p_tenant_id, v_through) AS a);
  v_count := ops.write_disposal(p_tenant_id, v_through, v_events, v_statements, v_adjustments, v_actor);
  IF v_count = 0 THEN
    RETURN 0;
  END IF;
  v_opening_id := ledger.carry_forward(p_tenant_id, v_through, v_events, v_statements, v_actor);
  DELETE FROM ledger.transfer AS t
  WHERE t.tenant_id = p_tenant_id AND t.posted_on <= v_through AND ((t.source_type = 'event' AND t.source_id <> ALL (v_events))
    OR (t.source_type IN ('statement', 'statement_reversal', 'payout') AND t.source_id <> ALL (v_statements)));
  DELETE FROM settlement.line AS l WHERE l.tenant_id = p_tenant_id AND l.settlement_day <= v_through AND l.payment_event_id <> ALL (v_events);
  DELETE FROM commerce.payment_event AS e WHERE e.tenant_id = p_tenant_id AND e.settlement_day <= v_through AND e.payment_event_id <> ALL (v_events);
  DELETE FROM settlement.payout_exception AS x USING settlement.payout AS p, settlement.statement AS s
  WHERE x.tenant_id = p_tenant_id AND p.tenant_id = x.tenant_id AND p.payout_id = x.payout_id AND s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
    AND s.period_end <= v_through AND s.statement_id <> ALL (v_statements);
  DELETE FROM settlement.payout AS p USING settlement.statement AS s
  WHERE p.tenant_id = p_tenant_id AND s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id AND s.period_end <= v_through
    AND s.statement_id <> ALL (v_statements);
  DELETE FROM settlement.statement AS s WHERE s.tenant_id = p_tenant_id AND s.period_end <= v_through AND s.statement_id <> ALL (v_statements);
  DELETE FROM settlement.adjustment AS a WHERE a.tenant_id = p_tenant_id AND a.effective_on <= v_through AND a.adjustment_id <> ALL (v_adjustments);
  PERFORM ledger.drop_snapshot(p_tenant_id, '-infinity');
  INSERT INTO settlement.disposed_through (tenant_id, disposed_on, recomputed_after)
  VALUES (p_tenant_id, v_through, (v_through + 1 + interval '1 month')::date - 1)
  ON CONFLICT (tenant_id) DO UPDATE SET disposed_on = excluded.disposed_on, recomputed_after = excluded.recomputed_after;
  PERFORM audit.record(p_tenant_id, 'ops.records.disposed', v_through::text, jsonb_build_object('as_of', p_as_of, 'records', v_count,
    'kept_events', cardinality(v_events), 'kept_statements', cardinality(v_statements), 'opening_id', v_opening_id), v_actor);

  SELECT format('%s: %s: %s', f.check_name, f.subject, f.finding) INTO v_obstacle FROM settlement.verify(ARRAY[p_tenant_id]) AS f LIMIT 1;
  IF v_obstacle IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MO910', MESSAGE = 'what would be left cannot be proved', DETAIL = v_obstacle, HINT = 'Nothing was disposed of. Tell the operators.';
  END IF;
  RETURN v_count;
END
$dispose$;
COMMENT ON FUNCTION ops.dispose(uuid, date, uuid) IS 'Disposes of a tenant''s money records that need not be kept on a day any more: evidence first, balances carried forward, then the rows; verified before and after, or nothing is done. Returns how many records; again: 0.';
ALTER FUNCTION ops.dispose(uuid, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.dispose(uuid, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.dispose(uuid, date, uuid) TO mg_batch;
