CREATE OR REPLACE FUNCTION settlement.snapshot_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $snapshot_step$
DECLARE
  v_tenants uuid[];
  v_days date[];
BEGIN
  -- Who reopens or pays locks the same rows, so that nothing is posted into these days meanwhile.
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (p_tenants) ORDER BY c.tenant_id FOR UPDATE;

  -- Of several schedules, the day that all have come to.
  SELECT array_agg(m.tenant_id), array_agg(m.day) INTO v_tenants, v_days
  FROM (SELECT c.tenant_id, min(c.settled_through) AS day FROM settlement.tenant_clock AS c
    WHERE c.tenant_id = ANY (p_tenants) GROUP BY c.tenant_id) AS m
  WHERE m.day > '-infinity';
  event_count := ledger.write_snapshot(v_tenants, v_days);
  statement_count := 0;
  RETURN NEXT;
END
$snapshot_step$;
COMMENT ON FUNCTION settlement.snapshot_step(uuid[], jsonb) IS 'A step of the ledger job: keeps the balances of tenants'' books at the end of their last settled day; counts the rows as events.';
ALTER FUNCTION settlement.snapshot_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.snapshot_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.snapshot_step(uuid[], jsonb) TO mg_batch;
