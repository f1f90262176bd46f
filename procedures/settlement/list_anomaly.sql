CREATE OR REPLACE FUNCTION settlement.list_anomaly(p_tenant_key text DEFAULT NULL, p_status text DEFAULT NULL, p_rule_code text DEFAULT NULL)
RETURNS TABLE (anomaly_id uuid, tenant_key text, rule_code text, name_ko text, name_en text, subject text, status text, observed numeric, threshold numeric,
  explanation_ko text, explanation_en text, detected_at timestamptz, decided_at timestamptz, decided_by text, note text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_anomaly$
  SELECT a.anomaly_id, n.tenant_key, a.rule_code, r.name_ko, r.name_en, a.subject, a.status, a.observed, a.threshold, a.explanation_ko, a.explanation_en,
    a.detected_at, a.decided_at, identity.actor_name(a.decided_by), a.note
  FROM settlement.anomaly AS a
  JOIN tenancy.tenant AS n ON n.tenant_id = a.tenant_id
  JOIN settlement.anomaly_rule AS r ON r.rule_code = a.rule_code
  WHERE (p_tenant_key IS NULL OR a.tenant_id = settlement.find_tenant(p_tenant_key)) AND (p_status IS NULL OR a.status = p_status)
    AND (p_rule_code IS NULL OR a.rule_code = p_rule_code)
  ORDER BY a.detected_at DESC, n.tenant_key, a.rule_code, a.subject
$list_anomaly$;
COMMENT ON FUNCTION settlement.list_anomaly(text, text, text) IS 'Anomalies with their tenants, the newest first; null means any.';
ALTER FUNCTION settlement.list_anomaly(text, text, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_anomaly(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_anomaly(text, text, text) TO mg_batch, mg_auditor;
