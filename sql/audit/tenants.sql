-- How far is every tenant closed and settled, and under which terms?
-- kind: list
SELECT n.tenant_key, n.name_ko, n.currency, n.time_zone, c.schedule_code, t.cycle, p.plan_key,
  nullif(c.closed_through, '-infinity') AS closed_through, nullif(c.settled_through, '-infinity') AS settled_through
FROM tenancy.tenant AS n
LEFT JOIN settlement.tenant_clock AS c ON c.tenant_id = n.tenant_id
LEFT JOIN settlement.terms AS t ON t.tenant_id = n.tenant_id AND t.schedule_code = c.schedule_code AND upper_inf(t.valid_during)
LEFT JOIN pricing.tenant_plan AS a ON a.tenant_id = n.tenant_id AND upper_inf(a.valid_during)
LEFT JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = a.pricing_plan_id
ORDER BY n.tenant_key COLLATE "C", c.schedule_code;
