CREATE OR REPLACE FUNCTION settlement.list_anomaly_rule() RETURNS SETOF settlement.anomaly_rule
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_anomaly_rule$
  SELECT r.* FROM settlement.anomaly_rule AS r ORDER BY r.rule_code
$list_anomaly_rule$;
COMMENT ON FUNCTION settlement.list_anomaly_rule() IS 'The rules that look for anomalies, with their thresholds.';
ALTER FUNCTION settlement.list_anomaly_rule() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_anomaly_rule() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_anomaly_rule() TO mg_batch, mg_auditor;
