-- Which tax invoices are not at the tax service, and by when must they be issued or sent?
-- kind: list
-- parameter: days = 30: how far ahead
SELECT CASE WHEN i.approval_number IS NULL THEN i.due_on ELSE billing.send_by(i.issued_on) END AS deadline, n.tenant_key, i.invoice_month, i.document_key,
  i.status, i.supply_minor, i.tax_minor, i.attempts, i.error_code, i.error,
  EXISTS (SELECT FROM billing.deadline_alarm AS a WHERE a.tenant_id = i.tenant_id AND a.subject = i.document_key) AS is_alarmed
FROM billing.tax_invoice AS i
JOIN tenancy.tenant AS n ON n.tenant_id = i.tenant_id
WHERE i.status IN ('draft', 'issuing', 'issued', 'failed')
  AND CASE WHEN i.approval_number IS NULL THEN i.due_on ELSE billing.send_by(i.issued_on) END <= current_date + %(days)s::integer
ORDER BY deadline, n.tenant_key, i.document_key;
