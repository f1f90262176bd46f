CREATE OR REPLACE FUNCTION billing.tax_invoice_document(p_invoice billing.tax_invoice, p_as_of timestamptz) RETURNS jsonb
LANGUAGE sql STABLE
AS $tax_invoice_document$
  SELECT jsonb_build_object('document_key', (p_invoice).document_key, 'written_on', (p_invoice).written_on, 'tax_type', (p_invoice).tax_type,
    'supply_minor', (p_invoice).supply_minor, 'tax_minor', (p_invoice).tax_minor, 'total_minor', (p_invoice).total_minor,
    'supplier', (p_invoice).supplier, 'buyer', (p_invoice).buyer, 'remark', (p_invoice).remark, 'amendment_kind', (p_invoice).amendment_kind,
    'original_approval_number', (p_invoice).original_approval_number, 'approval_number', (p_invoice).approval_number, 'issued_on', (p_invoice).issued_on,
    'is_late', (p_as_of AT TIME ZONE 'Asia/Seoul')::date > (p_invoice).due_on,
    'is_to_be_sent', (p_as_of AT TIME ZONE 'Asia/Seoul')::date >= billing.send_by((p_invoice).issued_on),
    'items', (SELECT jsonb_agg(jsonb_build_object('item_no', t.item_no, 'name', t.name_ko, 'supply_minor', t.supply_minor, 'tax_minor', t.tax_minor) ORDER BY t.item_no)
      FROM billing.tax_invoice_item AS t WHERE t.tenant_id = (p_invoice).tenant_id AND t.tax_invoice_id = (p_invoice).tax_invoice_id))
$tax_invoice_document$;
COMMENT ON FUNCTION billing.tax_invoice_document(billing.tax_invoice, timestamptz) IS 'Everything that the issuing service has to be told of a tax invoice.';
REVOKE ALL ON FUNCTION billing.tax_invoice_document(billing.tax_invoice, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.tax_invoice_document(billing.tax_invoice, timestamptz) TO mg_batch_owner;
