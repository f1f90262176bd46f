CREATE OR REPLACE FUNCTION settlement.detect_anomaly_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $detect_anomaly_step$
  SELECT settlement.detect_anomaly(p_tenants, coalesce((p_parameters ->> 'as_of')::timestamptz, now())), 0::bigint
$detect_anomaly_step$;
COMMENT ON FUNCTION settlement.detect_anomaly_step(uuid[], jsonb) IS 'A step of the nightly search for anomalies, as of the parameter as_of or now; counts the new ones as events.';
ALTER FUNCTION settlement.detect_anomaly_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.detect_anomaly_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.detect_anomaly_step(uuid[], jsonb) TO mg_batch;
