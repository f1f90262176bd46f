CREATE OR REPLACE FUNCTION audit.seal_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $seal_step$
  SELECT audit.seal(p_tenants), 0::bigint
$seal_step$;
COMMENT ON FUNCTION audit.seal_step(uuid[], jsonb) IS 'A step of the sealing job: counts the sealed entries as events.';
ALTER FUNCTION audit.seal_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.seal_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.seal_step(uuid[], jsonb) TO mg_batch;
