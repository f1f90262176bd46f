CREATE OR REPLACE FUNCTION ops.sweep_identity_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sweep_identity_step$
  SELECT identity.sweep((p_parameters ->> 'as_of')::timestamptz)::bigint, 0::bigint
   WHERE cardinality(p_tenants) >= 0
$sweep_identity_step$;
COMMENT ON FUNCTION ops.sweep_identity_step(uuid[], jsonb) IS 'The one step of the sweeping job, of no tenant in particular: counts what was cleared as events.';
ALTER FUNCTION ops.sweep_identity_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.sweep_identity_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.sweep_identity_step(uuid[], jsonb) TO mg_batch;
