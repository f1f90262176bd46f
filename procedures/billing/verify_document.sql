CREATE OR REPLACE FUNCTION billing.verify_document(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_document$
  SELECT i.tenant_id, 'tax_invoice_sum', 'document ' || i.document_key,
    format('it says %s and tax %s, its items %s and %s', i.supply_minor, i.tax_minor, coalesce(s.supply, 0), coalesce(s.tax, 0))
  FROM billing.tax_invoice AS i
  LEFT JOIN LATERAL (SELECT sum(t.supply_minor) AS supply, sum(t.tax_minor) AS tax FROM billing.tax_invoice_item AS t
    WHERE t.tenant_id = i.tenant_id AND t.tax_invoice_id = i.tax_invoice_id) AS s ON true
  WHERE i.tenant_id = ANY (p_tenants) AND (i.supply_minor, i.tax_minor) <> (coalesce(s.supply, 0), coalesce(s.tax, 0))
  UNION ALL
  SELECT a.tenant_id, 'tax_invoice_amendment', 'document ' || a.document_key, CASE
    WHEN o.approval_number IS DISTINCT FROM a.original_approval_number THEN format('it amends approval number %s, and the document that it amends has %s', a.original_approval_number, o.approval_number)
    WHEN o.status <> 'sent' THEN format('it amends a document that is %s', o.status)
    ELSE format('it takes back %s and tax %s, and what it amends is %s and %s', -a.supply_minor, -a.tax_minor, o.supply_minor, o.tax_minor) END
  FROM billing.tax_invoice AS a
  JOIN billing.tax_invoice AS o ON o.tenant_id = a.tenant_id AND o.tax_invoice_id = a.amends_id
  WHERE a.tenant_id = ANY (p_tenants) AND a.status <> 'cancelled' AND (o.approval_number IS DISTINCT FROM a.original_approval_number OR o.status <> 'sent'
    OR (a.amendment_kind IN (1, 6) AND a.amendment_part = 'reversal' AND (-a.supply_minor, -a.tax_minor) <> (o.supply_minor, o.tax_minor)))
  UNION ALL
  SELECT b.tenant_id, 'tax_invoice_amendment', 'document ' || i.document_key, format('its amendments leave %s and tax %s', b.supply, b.tax)
  FROM (SELECT n.tenant_id, n.tax_invoice_id, sum(n.supply_minor) AS supply, sum(n.tax_minor) AS tax FROM billing.tax_invoice_balance AS n
    WHERE n.tenant_id = ANY (p_tenants) GROUP BY 1, 2) AS b
  JOIN billing.tax_invoice AS i ON i.tenant_id = b.tenant_id AND i.tax_invoice_id = b.tax_invoice_id
  WHERE b.supply < 0 OR b.tax < 0
$verify_document$;
COMMENT ON FUNCTION billing.verify_document(uuid[]) IS 'Checks tax invoices in themselves: items add up, amendments name what they amend, take back what was issued and leave nothing below zero.';
REVOKE ALL ON FUNCTION billing.verify_document(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.verify_document(uuid[]) TO mg_batch_owner;
