CREATE OR REPLACE FUNCTION billing.supplier_on(p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $supplier_on$
DECLARE
  v_supplier jsonb;
BEGIN
  SELECT jsonb_build_object('business_number', s.business_number, 'name', s.company_name, 'ceo_name', s.ceo_name, 'address', s.address,
    'business_type', s.business_type, 'business_item', s.business_item, 'contact_name', s.contact_name, 'contact_email', s.contact_email)
  INTO v_supplier FROM billing.supplier AS s WHERE s.valid_during @> p_day;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MB001', MESSAGE = 'no supplier of tax invoices is set for the day', DETAIL = format('day %s', p_day),
      HINT = 'mindgarden tax-invoice supplier FILE.json --from DATE sets headquarters as the supplier.';
  END IF;
  RETURN v_supplier;
END
$supplier_on$;
COMMENT ON FUNCTION billing.supplier_on(date) IS 'Headquarters as it stands on a tax invoice written on a day.';
REVOKE ALL ON FUNCTION billing.supplier_on(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.supplier_on(date) TO mg_batch_owner;
