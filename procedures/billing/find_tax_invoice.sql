CREATE OR REPLACE FUNCTION billing.find_tax_invoice(p_tax_invoice_id uuid) RETURNS billing.tax_invoice
LANGUAGE plpgsql STABLE
AS $find_tax_invoice$
DECLARE
  v_invoice billing.tax_invoice;
BEGIN
  SELECT i.* INTO v_invoice FROM billing.tax_invoice AS i WHERE i.tax_invoice_id = p_tax_invoice_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MB401', MESSAGE = 'unknown tax invoice', DETAIL = format('tax invoice %s', p_tax_invoice_id),
      HINT = 'mindgarden tax-invoice list --month YYYY-MM names them.';
  END IF;
  RETURN v_invoice;
END
$find_tax_invoice$;
COMMENT ON FUNCTION billing.find_tax_invoice(uuid) IS 'A tax invoice by its id, or an error that says where to find ids.';
REVOKE ALL ON FUNCTION billing.find_tax_invoice(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.find_tax_invoice(uuid) TO mg_batch_owner;
