CREATE OR REPLACE FUNCTION billing.note_issued(p_tenant_id uuid, p_tax_invoice_id uuid, p_approval_number text, p_issued_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_issued$
DECLARE
  v_row billing.tax_invoice;
  v_issued_on date := (p_issued_at AT TIME ZONE 'Asia/Seoul')::date;
BEGIN
  -- A fact of the service's: whoever learns it notes it, whether its lease ran out or not. Left alone until it must be sent, it can be cancelled.
  UPDATE billing.tax_invoice AS i
  SET status = 'issued', approval_number = p_approval_number, issued_at = p_issued_at, issued_on = v_issued_on, worker = NULL, lease_until = NULL,
    attempts = 0, next_attempt_at = (billing.send_by(v_issued_on)::timestamp + interval '6 hours') AT TIME ZONE 'Asia/Seoul', error_code = NULL, error = NULL
  WHERE i.tenant_id = p_tenant_id AND i.tax_invoice_id = p_tax_invoice_id AND i.status IN ('draft', 'issuing', 'failed') AND i.approval_number IS NULL
  RETURNING i.* INTO v_row;
  IF NOT FOUND THEN
    SELECT i.* INTO v_row FROM billing.tax_invoice AS i WHERE i.tenant_id = p_tenant_id AND i.tax_invoice_id = p_tax_invoice_id;
    IF v_row.approval_number IS DISTINCT FROM p_approval_number THEN
      RAISE EXCEPTION USING ERRCODE = 'MB902', MESSAGE = 'a tax invoice was issued that is not ours to issue any more',
        DETAIL = format('tax invoice %s is %s with approval number %s; the service says %s', p_tax_invoice_id, v_row.status, v_row.approval_number, p_approval_number),
        HINT = 'Look it up at the issuing service by its document key, and cancel there what must not be.';
    END IF;
    RETURN v_row.status;
  END IF;
  PERFORM audit.record(p_tenant_id, 'billing.tax_invoice.issued', p_tax_invoice_id::text,
    jsonb_build_object('approval_number', p_approval_number, 'issued_at', p_issued_at, 'due_on', v_row.due_on), identity.service_user_id('settlement'));
  RETURN 'issued';
END
$note_issued$;
COMMENT ON FUNCTION billing.note_issued(uuid, uuid, text, timestamptz) IS 'Notes that a tax invoice is issued, with its approval number. Noting the same again changes nothing.';
ALTER FUNCTION billing.note_issued(uuid, uuid, text, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.note_issued(uuid, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.note_issued(uuid, uuid, text, timestamptz) TO mg_batch;
