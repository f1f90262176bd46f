-- What is owed under tax invoices, amendments counted, by month?
-- kind: list
-- parameter: tenant = : key of one tenant, or nothing for all
SELECT i.invoice_month, b.item_code, count(DISTINCT (i.tenant_id, i.tax_invoice_id)) AS documents, sum(b.own_supply_minor)::bigint AS issued_supply_minor,
  sum(b.own_tax_minor)::bigint AS issued_tax_minor, sum(b.supply_minor)::bigint AS owed_supply_minor, sum(b.tax_minor)::bigint AS owed_tax_minor, b.currency
FROM billing.tax_invoice_balance AS b
JOIN billing.tax_invoice AS i ON i.tenant_id = b.tenant_id AND i.tax_invoice_id = b.tax_invoice_id
JOIN tenancy.tenant AS n ON n.tenant_id = i.tenant_id
WHERE %(tenant)s::text = '' OR n.tenant_key = %(tenant)s
GROUP BY i.invoice_month, b.item_code, b.currency
ORDER BY i.invoice_month, b.item_code;
