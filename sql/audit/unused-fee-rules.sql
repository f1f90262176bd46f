-- Which fee rules are in force and were never borne by a line?
-- kind: list
-- Codes may be mistyped, or the rule is hidden by a more specific one.
WITH used AS (
  SELECT DISTINCT l.tenant_id, u.fee_rule_id
  FROM settlement.line AS l
  CROSS JOIN LATERAL (VALUES (l.platform_rule_id), (l.pg_rule_id)) AS u (fee_rule_id)
  WHERE u.fee_rule_id IS NOT NULL
)
SELECT 'tenant' AS owner, n.tenant_key AS key, r.component, r.kind, r.method, r.category, r.channel, lower(r.valid_during) AS valid_from, upper(r.valid_during) AS valid_to
FROM pricing.tenant_fee_rule AS r
JOIN tenancy.tenant AS n ON n.tenant_id = r.tenant_id
WHERE lower(r.valid_during) <= current_date
  AND NOT EXISTS (SELECT FROM used AS u WHERE u.tenant_id = r.tenant_id AND u.fee_rule_id = r.tenant_fee_rule_id)
UNION ALL
SELECT 'plan', p.plan_key, r.component, r.kind, r.method, r.category, r.channel, lower(r.valid_during), upper(r.valid_during)
FROM pricing.plan_fee_rule AS r
JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = r.pricing_plan_id
WHERE lower(r.valid_during) <= current_date AND NOT EXISTS (SELECT FROM used AS u WHERE u.fee_rule_id = r.plan_fee_rule_id)
ORDER BY 1, 2, 3, 5, 6, 7;
