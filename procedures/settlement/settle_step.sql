CREATE OR REPLACE FUNCTION settlement.settle_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $settle_step$
  SELECT c.event_count, c.statement_count FROM settlement.settle_chunk(p_tenants) AS c
$settle_step$;
COMMENT ON FUNCTION settlement.settle_step(uuid[], jsonb) IS 'A step of the settlement job: settles all that is closed of its tenants.';
ALTER FUNCTION settlement.settle_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.settle_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.settle_step(uuid[], jsonb) TO mg_batch;
