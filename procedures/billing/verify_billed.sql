CREATE OR REPLACE FUNCTION billing.verify_billed(p_tenants uuid[], p_as_of timestamptz)
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_billed$
  WITH billed AS (
    SELECT i.tenant_id, i.invoice_month, t.item_code, sum(t.supply_minor) AS supply, sum(t.tax_minor) AS tax
    FROM billing.tax_invoice AS i
    JOIN billing.tax_invoice_item AS t ON t.tenant_id = i.tenant_id AND t.tax_invoice_id = i.tax_invoice_id
    WHERE i.tenant_id = ANY (p_tenants) AND i.cause = 'fees' AND i.status <> 'cancelled'
    GROUP BY 1, 2, 3
  ), stated AS (
    SELECT i.tenant_id, i.invoice_month, n.item_code, sum(n.supply) AS supply, sum(n.tax) AS tax
    FROM billing.tax_invoice AS i
    JOIN billing.tax_invoice_statement AS l ON l.tenant_id = i.tenant_id AND l.tax_invoice_id = i.tax_invoice_id AND l.is_live
    JOIN billing.statement_fee AS f ON f.tenant_id = l.tenant_id AND f.statement_id = l.statement_id
    CROSS JOIN LATERAL (VALUES ('platform_fee', f.platform_supply_minor, f.platform_tax_minor), ('pg_fee', f.pg_supply_minor, f.pg_tax_minor)) AS n (item_code, supply, tax)
    WHERE i.tenant_id = ANY (p_tenants) AND i.status <> 'cancelled'
    GROUP BY 1, 2, 3
  )
  SELECT coalesce(b.tenant_id, s.tenant_id), 'tax_invoice_differs', format('month %s, %s', to_char(coalesce(b.invoice_month, s.invoice_month), 'YYYY-MM'), coalesce(b.item_code, s.item_code)),
    format('the documents say %s and tax %s, their statements %s and %s', coalesce(b.supply, 0), coalesce(b.tax, 0), coalesce(s.supply, 0), coalesce(s.tax, 0))
  FROM billed AS b
  FULL JOIN stated AS s ON s.tenant_id = b.tenant_id AND s.invoice_month = b.invoice_month AND s.item_code = b.item_code
  WHERE (coalesce(b.supply, 0), coalesce(b.tax, 0)) <> (coalesce(s.supply, 0), coalesce(s.tax, 0))
  UNION ALL
  -- What could be billed and was not, once its day is over. What waits for a person is the alarm's.
  SELECT l.tenant_id, 'tax_invoice_missing', 'month ' || l.subject, format('due on %s: %s', l.due_on, l.reason)
  FROM billing.list_late_tax_invoice(p_as_of, -1, p_tenants) AS l
  WHERE l.problem = 'not_prepared' AND (l.outcome IN ('prepared', 'given_back') OR l.reason LIKE 'the month has a tax invoice that misses statements%')
  UNION ALL
  SELECT l.tenant_id, 'tax_invoice_double', format('statement %s', l.statement_id), format('billed by %s documents', count(*))
  FROM billing.tax_invoice_statement AS l
  WHERE l.tenant_id = ANY (p_tenants) AND l.is_live
  GROUP BY l.tenant_id, l.statement_id HAVING count(*) > 1
  UNION ALL
  SELECT i.tenant_id, 'tax_invoice_double', 'document ' || i.document_key, format('approval number %s stands on document %s as well', i.approval_number, o.document_key)
  FROM billing.tax_invoice AS i
  JOIN billing.tax_invoice AS o ON o.approval_number = i.approval_number AND (o.tenant_id, o.tax_invoice_id) <> (i.tenant_id, i.tax_invoice_id)
  WHERE i.tenant_id = ANY (p_tenants)
  UNION ALL
  SELECT i.tenant_id, 'tax_invoice_link', 'document ' || i.document_key,
    CASE WHEN i.status = 'cancelled' THEN 'it is cancelled and still holds statements' ELSE format('it bills statement %s, which is void', l.statement_id) END
  FROM billing.tax_invoice AS i
  JOIN billing.tax_invoice_statement AS l ON l.tenant_id = i.tenant_id AND l.tax_invoice_id = i.tax_invoice_id AND l.is_live
  WHERE i.tenant_id = ANY (p_tenants) AND (i.status = 'cancelled'
    OR NOT EXISTS (SELECT FROM billing.statement_fee AS f WHERE f.tenant_id = l.tenant_id AND f.statement_id = l.statement_id))
$verify_billed$;
COMMENT ON FUNCTION billing.verify_billed(uuid[], timestamptz) IS 'Compares tax invoices with the statements they bill: differing, missing, double, void.';
REVOKE ALL ON FUNCTION billing.verify_billed(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.verify_billed(uuid[], timestamptz) TO mg_batch_owner;
