CREATE OR REPLACE FUNCTION audit.seal_platform_step(p_tenants uuid[], p_parameters jsonb) RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $seal_platform_step$
  SELECT audit.seal_platform(), 0::bigint
$seal_platform_step$;
COMMENT ON FUNCTION audit.seal_platform_step(uuid[], jsonb) IS 'The one step of the job that seals what belongs to no business: counts the sealed acts as events.';
ALTER FUNCTION audit.seal_platform_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.seal_platform_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.seal_platform_step(uuid[], jsonb) TO mg_batch;
