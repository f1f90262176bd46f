CREATE OR REPLACE FUNCTION ops.dispose_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $dispose_step$
  -- A tenant that something stands in the way of is no fault of the run: the plan names it.
  SELECT coalesce(sum(ops.dispose(n.tenant_id, d.as_of)), 0)::bigint, 0::bigint
  FROM tenancy.tenant AS n
  CROSS JOIN LATERAL (SELECT ops.law_day(coalesce((p_parameters ->> 'as_of')::timestamptz, now())) AS as_of) AS d
  WHERE n.tenant_id = ANY (p_tenants) AND ops.disposal_obstacle(n.tenant_id, ops.disposable_through(d.as_of), d.as_of) IS NULL
$dispose_step$;
COMMENT ON FUNCTION ops.dispose_step(uuid[], jsonb) IS 'A step of the disposal job: tenants that nothing stands in the way of; counts the disposed records as events.';
ALTER FUNCTION ops.dispose_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.dispose_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.dispose_step(uuid[], jsonb) TO mg_batch;
