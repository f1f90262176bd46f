-- Which exceptions of reconciliation wait for somebody, and for how long?
-- kind: list
-- parameter: days = 0: only those opened at least so many days ago
SELECT x.opened_on, current_date - x.opened_on AS age_days, n.tenant_key, x.kind, x.state, x.owner_id, x.amount_minor, x.currency, x.finding
FROM settlement.gateway_exception AS x
LEFT JOIN tenancy.tenant AS n ON n.tenant_id = x.tenant_id
WHERE x.state <> 'resolved' AND x.opened_on <= current_date - %(days)s::integer
ORDER BY x.opened_on, n.tenant_key, x.kind, x.finding;
