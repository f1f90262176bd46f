CREATE OR REPLACE FUNCTION settlement.settle_chunk(p_tenants uuid[], p_actor uuid DEFAULT NULL)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_incremental_sort = off SET work_mem = '256MB'
AS $settle_chunk$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.settle_period');
  v_tenants uuid[];
  v_schedules text[];
  v_statements uuid[];
  v_terms uuid[];
  v_starts date[];
  v_ends date[];
BEGIN
  -- Locked in key order by a statement of its own; what the lock protects is read by the next one.
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (p_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;

  SELECT array_agg(w.tenant_id), array_agg(w.schedule_code), array_agg(uuidv7()), array_agg(w.terms_id),
    array_agg(greatest(settlement.period_start(w.cycle, d.period_end), w.from_day)), array_agg(d.period_end)
  INTO v_tenants, v_schedules, v_statements, v_terms, v_starts, v_ends
  FROM settlement.open_scope(p_tenants) AS w
  CROSS JOIN LATERAL settlement.list_period_end(w.cycle, w.from_day, w.through_day) AS d (period_end);

  event_count := 0;
  statement_count := 0;
  IF v_tenants IS NOT NULL THEN
    event_count := settlement.write_line(v_tenants, v_schedules, v_statements, v_starts, v_ends);
    statement_count := settlement.write_statement(v_tenants, v_statements, v_terms, v_starts, v_ends, v_actor);
  END IF;

  UPDATE settlement.tenant_clock AS c SET settled_through = c.closed_through
  WHERE c.tenant_id = ANY (p_tenants) AND c.settled_through < c.closed_through;
  RETURN NEXT;
END
$settle_chunk$;
COMMENT ON FUNCTION settlement.settle_chunk(uuid[], uuid) IS 'Settles every closed and unsettled period of some tenants, set-based, from rows that can no longer change. Repeating it changes nothing.';
ALTER FUNCTION settlement.settle_chunk(uuid[], uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.settle_chunk(uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.settle_chunk(uuid[], uuid) TO mg_batch;
