-- Which fee rules end within some days, and is each followed by another?
-- kind: list
-- A gap means a less specific rule, or no fee at all.
-- parameter: days = 30: how far ahead
SELECT r.owner, r.key, r.component, r.method, r.category, r.channel, upper(r.valid_during) AS valid_to,
  EXISTS (SELECT FROM pricing.tenant_fee_rule AS f WHERE r.owner = 'tenant' AND f.tenant_id = r.owner_id AND f.component = r.component
      AND f.method = r.method AND f.category = r.category AND f.channel = r.channel AND lower(f.valid_during) = upper(r.valid_during))
    OR EXISTS (SELECT FROM pricing.plan_fee_rule AS f WHERE r.owner = 'plan' AND f.pricing_plan_id = r.owner_id AND f.component = r.component
      AND f.method = r.method AND f.category = r.category AND f.channel = r.channel AND lower(f.valid_during) = upper(r.valid_during)) AS is_followed
FROM (
  SELECT 'tenant' AS owner, n.tenant_key AS key, t.tenant_id AS owner_id, t.component, t.method, t.category, t.channel, t.valid_during
  FROM pricing.tenant_fee_rule AS t
  JOIN tenancy.tenant AS n ON n.tenant_id = t.tenant_id
  UNION ALL
  SELECT 'plan', p.plan_key, t.pricing_plan_id, t.component, t.method, t.category, t.channel, t.valid_during
  FROM pricing.plan_fee_rule AS t
  JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = t.pricing_plan_id
) AS r
WHERE upper(r.valid_during) BETWEEN current_date AND current_date + %(days)s::integer
ORDER BY valid_to, r.owner, r.key;
