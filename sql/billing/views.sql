-- The one place that says what headquarters' fees of a statement are worth without VAT, and their VAT.
CREATE OR REPLACE VIEW billing.statement_fee WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.statement_id, s.schedule_code, s.period_end, s.status, s.currency, date_trunc('month', s.period_end::timestamp)::date AS invoice_month,
    s.platform_fee_minor - s.platform_included_vat_minor AS platform_supply_minor, s.platform_vat_minor AS platform_tax_minor,
    s.pg_fee_minor - s.pg_included_vat_minor AS pg_supply_minor, s.pg_vat_minor AS pg_tax_minor
  FROM settlement.statement AS s
  WHERE s.status <> 'void';
COMMENT ON VIEW billing.statement_fee IS 'Supply value and VAT of headquarters'' fees in each statement: what is within a fee is no supply, and what headquarters bears is billed as well.';

CREATE OR REPLACE VIEW billing.tax_invoice_report WITH (security_invoker = true) AS
  SELECT i.tenant_id, t.tenant_key, i.tax_invoice_id, i.document_key, i.cause, i.invoice_month, i.written_on, i.due_on, i.tax_type, i.amendment_kind,
    i.amendment_part, i.amends_id, i.original_approval_number, i.caused_on, i.reason, i.currency, i.supply_minor, i.tax_minor, i.total_minor, i.status,
    i.approval_number, i.issued_at, i.issued_on, billing.send_by(i.issued_on) AS send_by, i.sent_at, i.attempts, i.next_attempt_at, i.error_code, i.error,
    i.cancelled_at, i.cancel_reason, i.remark, i.supplier ->> 'business_number' AS supplier_business_number, i.supplier ->> 'name' AS supplier_name,
    i.buyer ->> 'business_number' AS buyer_business_number, i.buyer ->> 'name' AS buyer_name, billing.mask_name(i.buyer ->> 'ceo_name') AS buyer_ceo_name,
    billing.mask_name(i.buyer ->> 'contact_name') AS buyer_contact_name, billing.mask_email(i.buyer ->> 'contact_email') AS buyer_contact_email
  FROM billing.tax_invoice AS i
  JOIN tenancy.tenant AS t ON t.tenant_id = i.tenant_id;
COMMENT ON VIEW billing.tax_invoice_report IS 'Tax invoices as people read them: persons masked.';

CREATE OR REPLACE VIEW billing.tax_invoice_balance WITH (security_invoker = true) AS
  SELECT d.tenant_id, d.tax_invoice_id, d.item_code, max(d.name_ko) AS name_ko, max(d.name_en) AS name_en, d.currency,
    sum(d.supply_minor)::bigint AS supply_minor, sum(d.tax_minor)::bigint AS tax_minor,
    coalesce(sum(d.supply_minor) FILTER (WHERE d.is_own), 0)::bigint AS own_supply_minor,
    coalesce(sum(d.tax_minor) FILTER (WHERE d.is_own), 0)::bigint AS own_tax_minor
  FROM (
    -- What replaces a document is a document of its own, with amendments of its own.
    SELECT i.tenant_id, CASE WHEN i.amends_id IS NULL OR i.amendment_part = 'replacement' THEN i.tax_invoice_id ELSE i.amends_id END AS tax_invoice_id,
      i.amends_id IS NULL OR i.amendment_part = 'replacement' AS is_own, t.item_code, t.name_ko, t.name_en, t.currency, t.supply_minor, t.tax_minor
    FROM billing.tax_invoice AS i
    JOIN billing.tax_invoice_item AS t ON t.tenant_id = i.tenant_id AND t.tax_invoice_id = i.tax_invoice_id
    WHERE i.status <> 'cancelled'
  ) AS d
  GROUP BY d.tenant_id, d.tax_invoice_id, d.item_code, d.currency;
COMMENT ON VIEW billing.tax_invoice_balance IS 'What is owed now under each document that stands, an original or a replacement: its items with all amendments of it; own: as it was issued.';

-- Here rather than in grants.sql: a view that is made anew has lost its grants.
GRANT SELECT ON billing.statement_fee, billing.tax_invoice_report, billing.tax_invoice_balance TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
