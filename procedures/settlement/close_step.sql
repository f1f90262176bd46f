CREATE OR REPLACE FUNCTION settlement.close_step(p_tenants uuid[], p_parameters jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $close_step$
  SELECT count(*) FILTER (WHERE c.outcome = 'busy')
  FROM settlement.close_period(p_tenants, coalesce((p_parameters ->> 'through')::date, 'infinity'),
    coalesce((p_parameters ->> 'as_of')::timestamptz, now())) AS c
$close_step$;
COMMENT ON FUNCTION settlement.close_step(uuid[], jsonb) IS 'Before a settlement step: closes its tenants'' periods through parameters.through that are over at parameters.as_of. Returns how many tenants are busy recording.';
ALTER FUNCTION settlement.close_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.close_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.close_step(uuid[], jsonb) TO mg_batch;
