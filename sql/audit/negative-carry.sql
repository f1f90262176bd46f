-- Which tenants owe, by how much, and over how many statements in a row?
-- kind: list
SELECT n.tenant_key, s.currency, s.carry_out_minor, s.period_end,
  (SELECT count(*) FROM settlement.statement AS o WHERE o.tenant_id = s.tenant_id AND o.status <> 'void' AND o.carry_out_minor < 0
    AND o.period_end > coalesce((SELECT max(g.period_end) FROM settlement.statement AS g
      WHERE g.tenant_id = s.tenant_id AND g.status <> 'void' AND g.carry_out_minor >= 0), '-infinity')) AS statements_in_a_row
FROM (
  SELECT DISTINCT ON (x.tenant_id) x.* FROM settlement.statement AS x WHERE x.status <> 'void' ORDER BY x.tenant_id, x.period_end DESC
) AS s
JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
WHERE s.carry_out_minor < 0
ORDER BY s.carry_out_minor, n.tenant_key;
