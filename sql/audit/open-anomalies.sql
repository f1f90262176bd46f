-- Which anomalies wait for somebody to look at them?
-- kind: list
SELECT n.tenant_key, a.rule_code, a.subject, a.observed, a.threshold, a.explanation_en, a.explanation_ko, a.detected_at
FROM settlement.anomaly AS a
JOIN tenancy.tenant AS n ON n.tenant_id = a.tenant_id
WHERE a.status = 'open'
ORDER BY a.detected_at, n.tenant_key, a.rule_code, a.subject;
