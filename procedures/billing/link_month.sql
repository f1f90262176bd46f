CREATE OR REPLACE FUNCTION billing.link_month(p_month date, p_tenant_id uuid, p_tax_invoice_id uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $link_month$
DECLARE
  v_count integer;
BEGIN
  INSERT INTO billing.tax_invoice_statement (tenant_id, tax_invoice_id, statement_id)
  SELECT f.tenant_id, p_tax_invoice_id, f.statement_id
  FROM billing.statement_fee AS f
  WHERE f.tenant_id = p_tenant_id AND f.invoice_month = p_month
    AND NOT EXISTS (SELECT FROM billing.tax_invoice_statement AS l WHERE l.tenant_id = f.tenant_id AND l.statement_id = f.statement_id AND l.is_live);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$link_month$;
COMMENT ON FUNCTION billing.link_month(date, uuid, uuid) IS 'Notes which statements of a tenant''s month a document bills: all that none bills yet.';
REVOKE ALL ON FUNCTION billing.link_month(date, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.link_month(date, uuid, uuid) TO mg_batch_owner;
