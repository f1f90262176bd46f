CREATE OR REPLACE FUNCTION billing.hold_tax_invoice(p_tax_invoice_id uuid, p_worker text, p_as_of timestamptz, p_lease_seconds integer DEFAULT 120)
RETURNS TABLE (tenant_id uuid, step text, document jsonb)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $hold_tax_invoice$
#variable_conflict use_column
DECLARE
  v_row billing.tax_invoice := billing.find_tax_invoice(p_tax_invoice_id);
BEGIN
  PERFORM FROM billing.tax_invoice AS i WHERE i.tenant_id = v_row.tenant_id AND i.tax_invoice_id = p_tax_invoice_id FOR UPDATE;
  v_row := billing.find_tax_invoice(p_tax_invoice_id);
  IF v_row.status NOT IN ('draft', 'issued', 'failed') OR v_row.lease_until >= p_as_of THEN
    RAISE EXCEPTION USING ERRCODE = 'MB501', MESSAGE = 'the tax invoice cannot take this step from its state',
      DETAIL = format('tax invoice %s is %s%s; only what the tax service doesn''t have and nobody works on is cancelled', p_tax_invoice_id, v_row.status, ', held by ' || v_row.worker),
      HINT = 'A sent one is amended: mindgarden tax-invoice amend. One that a worker has is free in a moment.';
  END IF;
  UPDATE billing.tax_invoice AS i SET worker = p_worker, lease_until = p_as_of + make_interval(secs => p_lease_seconds)
  WHERE i.tenant_id = v_row.tenant_id AND i.tax_invoice_id = p_tax_invoice_id;
  -- Nothing was ever tried: the service can't know of it.
  RETURN QUERY SELECT v_row.tenant_id, CASE WHEN v_row.attempts = 0 AND v_row.approval_number IS NULL THEN 'forget' ELSE 'cancel' END,
    billing.tax_invoice_document(v_row, p_as_of);
END
$hold_tax_invoice$;
COMMENT ON FUNCTION billing.hold_tax_invoice(uuid, text, timestamptz, integer) IS 'Takes a tax invoice out of the workers'' hands for the time that cancelling it at the issuing service takes.';
ALTER FUNCTION billing.hold_tax_invoice(uuid, text, timestamptz, integer) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.hold_tax_invoice(uuid, text, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.hold_tax_invoice(uuid, text, timestamptz, integer) TO mg_batch;
