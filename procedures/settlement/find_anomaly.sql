CREATE OR REPLACE FUNCTION settlement.find_anomaly(p_tenants uuid[], p_as_of timestamptz)
RETURNS TABLE (rule_code text, tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_anomaly$
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_sudden_volume(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'sudden_volume' AND r.is_enabled
  UNION ALL
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_refund_share(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'refund_share' AND r.is_enabled
  UNION ALL
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_fee_share(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'fee_share' AND r.is_enabled
  UNION ALL
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_negative_trend(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'negative_trend' AND r.is_enabled
  UNION ALL
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_duplicate_payment(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'duplicate_payment' AND r.is_enabled
  UNION ALL
  SELECT r.rule_code, f.* FROM settlement.anomaly_rule AS r CROSS JOIN LATERAL settlement.find_statement_outlier(p_tenants, p_as_of, r.parameters) AS f
  WHERE r.rule_code = 'statement_outlier' AND r.is_enabled
$find_anomaly$;
COMMENT ON FUNCTION settlement.find_anomaly(uuid[], timestamptz) IS 'What the enabled rules find about tenants, looking back from an instant; writes nothing.';
REVOKE ALL ON FUNCTION settlement.find_anomaly(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_anomaly(uuid[], timestamptz) TO mg_batch_owner;
