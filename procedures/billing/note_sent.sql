CREATE OR REPLACE FUNCTION billing.note_sent(p_tenant_id uuid, p_tax_invoice_id uuid, p_sent_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_sent$
DECLARE
  v_status text;
BEGIN
  UPDATE billing.tax_invoice AS i
  SET status = 'sent', sent_at = p_sent_at, worker = NULL, lease_until = NULL, next_attempt_at = NULL, error_code = NULL, error = NULL
  WHERE i.tenant_id = p_tenant_id AND i.tax_invoice_id = p_tax_invoice_id AND i.status IN ('issued', 'failed') AND i.approval_number IS NOT NULL;
  IF NOT FOUND THEN
    SELECT i.status INTO v_status FROM billing.tax_invoice AS i WHERE i.tenant_id = p_tenant_id AND i.tax_invoice_id = p_tax_invoice_id;
    IF v_status IS DISTINCT FROM 'sent' THEN
      RAISE EXCEPTION USING ERRCODE = 'MB501', MESSAGE = 'the tax invoice cannot take this step from its state',
        DETAIL = format('tax invoice %s is %s; only an issued one is sent', p_tax_invoice_id, v_status), HINT = 'mindgarden tax-invoice show ID says what happened to it.';
    END IF;
    RETURN v_status;
  END IF;
  PERFORM audit.record(p_tenant_id, 'billing.tax_invoice.sent', p_tax_invoice_id::text, jsonb_build_object('sent_at', p_sent_at), identity.service_user_id('settlement'));
  RETURN 'sent';
END
$note_sent$;
COMMENT ON FUNCTION billing.note_sent(uuid, uuid, timestamptz) IS 'Notes that the tax service has an issued tax invoice: from then on it is amended, not cancelled.';
ALTER FUNCTION billing.note_sent(uuid, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.note_sent(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.note_sent(uuid, uuid, timestamptz) TO mg_batch;
