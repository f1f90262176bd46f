CREATE OR REPLACE FUNCTION billing.cancel_tax_invoice(p_tax_invoice_id uuid, p_reason text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $cancel_tax_invoice$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.issue_tax_invoice');
  v_invoice billing.tax_invoice := billing.find_tax_invoice(p_tax_invoice_id);
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MB006', MESSAGE = 'cancelling a tax invoice needs a reason', DETAIL = format('tax invoice %s', p_tax_invoice_id), HINT = 'Say why.';
  END IF;
  UPDATE billing.tax_invoice AS i
  SET status = 'cancelled', cancelled_at = now(), cancelled_by = v_actor, cancel_reason = p_reason, worker = NULL, lease_until = NULL, next_attempt_at = NULL
  WHERE i.tenant_id = v_invoice.tenant_id AND i.tax_invoice_id = p_tax_invoice_id AND i.status IN ('draft', 'issued', 'failed');
  IF NOT FOUND THEN
    v_invoice := billing.find_tax_invoice(p_tax_invoice_id);
    IF v_invoice.status <> 'cancelled' THEN
      RAISE EXCEPTION USING ERRCODE = 'MB501', MESSAGE = 'the tax invoice cannot take this step from its state',
        DETAIL = format('tax invoice %s is %s; only what the tax service doesn''t have and nobody is issuing is cancelled', p_tax_invoice_id, v_invoice.status),
        HINT = 'A sent one is amended: mindgarden tax-invoice amend. One that a worker has is free in a moment.';
    END IF;
    RETURN v_invoice.status;
  END IF;
  UPDATE billing.tax_invoice_statement AS l SET is_live = false
  WHERE l.tenant_id = v_invoice.tenant_id AND l.tax_invoice_id = p_tax_invoice_id AND l.is_live;
  PERFORM audit.record(v_invoice.tenant_id, 'billing.tax_invoice.cancelled', p_tax_invoice_id::text,
    jsonb_build_object('reason', p_reason, 'approval_number', v_invoice.approval_number), v_actor);
  RETURN 'cancelled';
END
$cancel_tax_invoice$;
COMMENT ON FUNCTION billing.cancel_tax_invoice(uuid, text, uuid) IS 'Notes that a tax invoice which the tax service doesn''t have is cancelled (at the issuing service first, if it knows of it); its statements may be billed anew.';
ALTER FUNCTION billing.cancel_tax_invoice(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.cancel_tax_invoice(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.cancel_tax_invoice(uuid, text, uuid) TO mg_batch;
