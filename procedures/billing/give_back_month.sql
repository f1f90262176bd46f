CREATE OR REPLACE FUNCTION billing.give_back_month(p_month date, p_tenants uuid[], p_actor uuid)
RETURNS TABLE (tenant_id uuid, outcome text, reason text, tax_invoice_id uuid)
LANGUAGE sql VOLATILE
AS $give_back_month$
  WITH plan AS MATERIALIZED (
    SELECT * FROM billing.plan_give_back(p_month, p_tenants)
  ), made AS (
    INSERT INTO billing.tax_invoice (tenant_id, cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer,
      remark, amendment_kind, amendment_part, amends_id, original_approval_number, caused_on, reason, created_by)
    SELECT o.tenant_id, 'fees', p_month, m.last, billing.tax_invoice_due_on(m.last), o.currency, s.supply_minor, s.tax_minor, s.supply_minor + s.tax_minor,
      o.supplier, o.buyer, '당초 작성일 ' || o.written_on, 2, 'difference', o.tax_invoice_id, o.approval_number, m.last,
      'fees given back for refunds in ' || to_char(p_month, 'YYYY-MM'), p_actor
    FROM (SELECT p.tenant_id, p.amends_id, sum(p.supply_minor)::bigint AS supply_minor, sum(p.tax_minor)::bigint AS tax_minor
      FROM plan AS p WHERE p.is_covered GROUP BY p.tenant_id, p.amends_id) AS s
    CROSS JOIN LATERAL (SELECT (p_month + interval '1 month')::date - 1 AS last) AS m
    JOIN billing.tax_invoice AS o ON o.tenant_id = s.tenant_id AND o.tax_invoice_id = s.amends_id
    RETURNING *
  ), item AS (
    INSERT INTO billing.tax_invoice_item (tenant_id, tax_invoice_id, item_no, item_code, name_ko, name_en, supply_minor, tax_minor, currency)
    SELECT m.tenant_id, m.tax_invoice_id, n.item_no, p.item_code, n.name_ko, n.name_en, p.supply_minor, p.tax_minor, m.currency
    FROM made AS m
    JOIN plan AS p ON p.tenant_id = m.tenant_id AND p.amends_id = m.amends_id
    CROSS JOIN LATERAL billing.item_name(p.item_code) AS n
    RETURNING 1
  ), first AS (
    -- The statements hang on one of them; a month's sum is that of all its documents.
    SELECT DISTINCT ON (m.tenant_id) m.tenant_id, m.tax_invoice_id FROM made AS m ORDER BY m.tenant_id, m.tax_invoice_id
  )
  SELECT m.tenant_id, 'given_back', format('amends %s by %s', m.original_approval_number, m.total_minor), m.tax_invoice_id
  FROM made AS m
  LEFT JOIN first AS f ON f.tenant_id = m.tenant_id AND f.tax_invoice_id = m.tax_invoice_id
  CROSS JOIN LATERAL (SELECT CASE WHEN f.tax_invoice_id IS NOT NULL THEN billing.link_month(p_month, f.tenant_id, f.tax_invoice_id) END AS linked,
    audit.record(m.tenant_id, 'billing.tax_invoice.prepared', m.tax_invoice_id::text,
      jsonb_build_object('month', p_month, 'amendment_kind', 2, 'amends', m.amends_id, 'supply_minor', m.supply_minor, 'tax_minor', m.tax_minor), p_actor) AS noted) AS d
  WHERE d.noted IS NOT NULL
  UNION ALL
  SELECT DISTINCT p.tenant_id, 'exception',
    'the month gave back more fees than the tax service has tax invoices for: send the earlier ones, or amend by hand', NULL::uuid
  FROM plan AS p WHERE NOT p.is_covered
$give_back_month$;
COMMENT ON FUNCTION billing.give_back_month(date, uuid[], uuid) IS 'Amends earlier tax invoices (kind 2) for months whose refunds gave back more fees than were charged: an original may not be negative.';
REVOKE ALL ON FUNCTION billing.give_back_month(date, uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.give_back_month(date, uuid[], uuid) TO mg_batch_owner;
