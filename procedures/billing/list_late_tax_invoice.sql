CREATE OR REPLACE FUNCTION billing.list_late_tax_invoice(p_as_of timestamptz, p_days integer, p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, invoice_month date, subject text, problem text, due_on date, outcome text, reason text, penalty_minor bigint)
LANGUAGE sql STABLE
AS $list_late_tax_invoice$
  WITH day AS (
    SELECT (p_as_of AT TIME ZONE 'Asia/Seoul')::date AS today, date_trunc('month', (p_as_of AT TIME ZONE 'Asia/Seoul') - interval '1 month')::date AS month
  ), month AS (
    -- The last month of everybody, and earlier ones that still have something to bill.
    SELECT m.month, billing.tax_invoice_due_on((m.month + interval '1 month')::date - 1) AS due_on, m.tenants
    FROM (
      SELECT u.month, array_agg(DISTINCT u.tenant_id) AS tenants
      FROM (
        SELECT day.month, t.tenant_id FROM day CROSS JOIN unnest(p_tenants) AS t (tenant_id)
        UNION ALL
        SELECT f.invoice_month, f.tenant_id FROM billing.statement_fee AS f CROSS JOIN day
        WHERE f.tenant_id = ANY (p_tenants) AND f.invoice_month < day.month
          AND NOT EXISTS (SELECT FROM billing.tax_invoice_statement AS l WHERE l.tenant_id = f.tenant_id AND l.statement_id = f.statement_id AND l.is_live)
      ) AS u (month, tenant_id)
      GROUP BY u.month
    ) AS m
    WHERE EXISTS (SELECT FROM billing.supplier AS s WHERE s.valid_during @> (m.month + interval '1 month')::date - 1)
  )
  SELECT j.tenant_id, m.month, to_char(m.month, 'YYYY-MM'), 'not_prepared', m.due_on, j.outcome,
    coalesce(j.reason, 'nothing was prepared: mindgarden tax-invoice prepare --month ' || to_char(m.month, 'YYYY-MM')),
    billing.late_penalty(j.platform_supply_minor + j.pg_supply_minor, (m.month + interval '1 month')::date - 1, m.due_on, NULL, NULL, day.today)
  FROM month AS m
  CROSS JOIN day
  CROSS JOIN LATERAL billing.judge_month(m.month, m.tenants) AS j
  WHERE m.due_on - p_days <= day.today AND j.outcome NOT IN ('nothing', 'unchanged')
  UNION ALL
  SELECT i.tenant_id, i.invoice_month, i.document_key, 'not_issued', i.due_on, i.status,
    coalesce(concat_ws(': ', i.error_code, i.error), '') || CASE WHEN i.error IS NULL THEN 'it was not tried yet: mindgarden tax-invoice issue' ELSE '' END,
    billing.late_penalty(i.supply_minor, i.written_on, i.due_on, NULL, NULL, day.today)
  FROM billing.tax_invoice AS i CROSS JOIN day
  WHERE i.tenant_id = ANY (p_tenants) AND i.status IN ('draft', 'issuing', 'failed') AND i.approval_number IS NULL AND i.due_on - p_days <= day.today
  UNION ALL
  SELECT i.tenant_id, i.invoice_month, i.document_key, 'not_sent', billing.send_by(i.issued_on), i.status, coalesce(concat_ws(': ', i.error_code, i.error), ''),
    billing.late_penalty(i.supply_minor, i.written_on, i.due_on, i.issued_on, NULL, day.today)
  FROM billing.tax_invoice AS i CROSS JOIN day
  WHERE i.tenant_id = ANY (p_tenants) AND i.status IN ('issued', 'failed') AND billing.send_by(i.issued_on) <= day.today
$list_late_tax_invoice$;
COMMENT ON FUNCTION billing.list_late_tax_invoice(timestamptz, integer, uuid[]) IS 'What of tax invoices is not done although its deadline is some days off or passed: months without a document, documents that are not issued or not sent.';
REVOKE ALL ON FUNCTION billing.list_late_tax_invoice(timestamptz, integer, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.list_late_tax_invoice(timestamptz, integer, uuid[]) TO mg_batch_owner;
