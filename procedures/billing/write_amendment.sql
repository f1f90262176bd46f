CREATE OR REPLACE FUNCTION billing.write_amendment(
  p_invoice billing.tax_invoice, p_kind integer, p_on date, p_items jsonb, p_reason text, p_request_key text, p_today date, p_actor uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $write_amendment$
  WITH plan AS MATERIALIZED (
    SELECT * FROM billing.plan_amendment(p_invoice, p_kind, p_items)
  ), made AS (
    INSERT INTO billing.tax_invoice (tenant_id, cause, invoice_month, written_on, due_on, tax_type, currency, supply_minor, tax_minor, total_minor, supplier, buyer,
      remark, amendment_kind, amendment_part, amends_id, original_approval_number, caused_on, reason, request_key, created_by)
    SELECT (p_invoice).tenant_id, 'request', (p_invoice).invoice_month, d.written_on,
      billing.tax_invoice_due_on(CASE WHEN p_kind IN (1, 6) THEN p_today ELSE p_on END),
      CASE WHEN p_kind = 5 AND s.amendment_part = 'replacement' THEN 'zero_rated' ELSE (p_invoice).tax_type END, (p_invoice).currency,
      s.supply_minor, s.tax_minor, s.supply_minor + s.tax_minor,
      -- What corrects an error names both parties as they are now.
      CASE WHEN p_kind = 1 AND s.amendment_part = 'replacement' THEN billing.supplier_on(d.written_on) ELSE (p_invoice).supplier END,
      CASE WHEN p_kind = 1 AND s.amendment_part = 'replacement' THEN billing.buyer_of((p_invoice).tenant_id) ELSE (p_invoice).buyer END,
      CASE WHEN p_kind IN (2, 3, 4) THEN '당초 작성일 ' || (p_invoice).written_on WHEN p_kind = 5 THEN '내국신용장 개설일 ' || p_on ELSE '' END,
      p_kind, s.amendment_part, (p_invoice).tax_invoice_id, (p_invoice).approval_number, p_on, p_reason, p_request_key, p_actor
    FROM (SELECT p.amendment_part, sum(p.supply_minor)::bigint AS supply_minor, sum(p.tax_minor)::bigint AS tax_minor FROM plan AS p GROUP BY p.amendment_part) AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN p_kind IN (2, 3, 4) OR (p_kind = 1 AND s.amendment_part = 'replacement') THEN coalesce(p_on, (p_invoice).written_on)
      ELSE (p_invoice).written_on END AS written_on) AS d
    RETURNING tenant_id, tax_invoice_id, amendment_part, currency
  )
  INSERT INTO billing.tax_invoice_item (tenant_id, tax_invoice_id, item_no, item_code, name_ko, name_en, supply_minor, tax_minor, currency)
  SELECT m.tenant_id, m.tax_invoice_id, n.item_no, p.item_code, n.name_ko, n.name_en, p.supply_minor, p.tax_minor, m.currency
  FROM made AS m
  JOIN plan AS p ON p.amendment_part = m.amendment_part
  CROSS JOIN LATERAL billing.item_name(p.item_code) AS n
$write_amendment$;
COMMENT ON FUNCTION billing.write_amendment(billing.tax_invoice, integer, date, jsonb, text, text, date, uuid) IS 'Writes the documents of an amendment as drafts. Dates: the original''s where it is taken back as it was (1, 5, 6), the day of the cause for 2, 3 and 4, the corrected date on what replaces it (1).';
REVOKE ALL ON FUNCTION billing.write_amendment(billing.tax_invoice, integer, date, jsonb, text, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.write_amendment(billing.tax_invoice, integer, date, jsonb, text, text, date, uuid) TO mg_batch_owner;
