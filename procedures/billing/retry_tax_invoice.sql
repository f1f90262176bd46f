CREATE OR REPLACE FUNCTION billing.retry_tax_invoice(p_tax_invoice_id uuid, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $retry_tax_invoice$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.issue_tax_invoice');
  v_invoice billing.tax_invoice := billing.find_tax_invoice(p_tax_invoice_id);
  v_status text;
BEGIN
  -- Attempts are kept: whoever tries again asks first what became of the last one.
  UPDATE billing.tax_invoice AS i
  SET status = CASE WHEN i.approval_number IS NULL THEN 'draft' ELSE 'issued' END, next_attempt_at = NULL, error_code = NULL, error = NULL
  WHERE i.tenant_id = v_invoice.tenant_id AND i.tax_invoice_id = p_tax_invoice_id AND i.status = 'failed'
  RETURNING i.status INTO v_status;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MB501', MESSAGE = 'the tax invoice cannot take this step from its state',
      DETAIL = format('tax invoice %s is %s; only a failed one is tried again by hand', p_tax_invoice_id, v_invoice.status), HINT = 'mindgarden tax-invoice show ID says what happened to it.';
  END IF;
  PERFORM audit.record(v_invoice.tenant_id, 'billing.tax_invoice.retried', p_tax_invoice_id::text, jsonb_build_object('error', v_invoice.error), v_actor);
  RETURN v_status;
END
$retry_tax_invoice$;
COMMENT ON FUNCTION billing.retry_tax_invoice(uuid, uuid) IS 'Lets a failed tax invoice be tried again, once a person has seen to the cause.';
ALTER FUNCTION billing.retry_tax_invoice(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.retry_tax_invoice(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.retry_tax_invoice(uuid, uuid) TO mg_batch;
