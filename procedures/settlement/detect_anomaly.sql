CREATE OR REPLACE FUNCTION settlement.detect_anomaly(p_tenants uuid[] DEFAULT NULL, p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $detect_anomaly$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.judge_anomaly');
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t));
  v_count bigint;
BEGIN
  INSERT INTO settlement.anomaly (tenant_id, rule_code, subject, observed, threshold, explanation_ko, explanation_en, detected_at, created_by)
  SELECT f.tenant_id, f.rule_code, f.subject, f.observed, f.threshold, f.explanation_ko, f.explanation_en, p_as_of,
    v_actor
  FROM settlement.find_anomaly(v_tenants, p_as_of) AS f
  ORDER BY f.tenant_id, f.rule_code, f.subject
  ON CONFLICT (tenant_id, rule_code, subject) DO NOTHING;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$detect_anomaly$;
COMMENT ON FUNCTION settlement.detect_anomaly(uuid[], timestamptz, uuid) IS 'Keeps what the rules find about tenants (null: all) as open anomalies and returns how many are new; what was found before, decided or not, stays as it is.';
ALTER FUNCTION settlement.detect_anomaly(uuid[], timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.detect_anomaly(uuid[], timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.detect_anomaly(uuid[], timestamptz, uuid) TO mg_batch;
