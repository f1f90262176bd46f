-- Which tenants have the largest share of refunds and chargebacks in their sales?
-- kind: list
-- Over all statements that are not void.
-- parameter: limit = 20: how many tenants
SELECT n.tenant_key, s.currency, sum(s.gross_sales_minor) AS gross_sales_minor, sum(s.refunds_minor) AS refunds_minor,
  sum(s.chargebacks_minor) AS chargebacks_minor,
  round(100.0 * sum(s.refunds_minor + s.chargebacks_minor) / nullif(sum(s.gross_sales_minor), 0), 2) AS percent
FROM settlement.statement AS s
JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
WHERE s.status <> 'void'
GROUP BY n.tenant_key, s.currency
ORDER BY percent DESC NULLS LAST, n.tenant_key
LIMIT %(limit)s::bigint;
