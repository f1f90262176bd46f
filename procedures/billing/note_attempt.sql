CREATE OR REPLACE FUNCTION billing.note_attempt(
  p_tenant_id uuid, p_tax_invoice_id uuid, p_worker text, p_is_final boolean, p_error_code text, p_error text, p_as_of timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_attempt$
DECLARE
  v_status text;
BEGIN
  -- 1, 2, 4 … minutes, an hour at the most: a deadline may be near. An issued one rests until it must be sent.
  UPDATE billing.tax_invoice AS i
  SET status = CASE WHEN p_is_final THEN 'failed' WHEN i.status = 'issued' THEN 'issued' ELSE 'draft' END, worker = NULL, lease_until = NULL,
    next_attempt_at = CASE WHEN NOT p_is_final THEN greatest(p_as_of + make_interval(mins => least(60, (2 ^ least(greatest(i.attempts - 1, 0), 6))::integer)),
      (billing.send_by(i.issued_on)::timestamp + interval '6 hours') AT TIME ZONE 'Asia/Seoul') END,
    error_code = p_error_code, error = left(p_error, 500)
  WHERE i.tenant_id = p_tenant_id AND i.tax_invoice_id = p_tax_invoice_id AND i.worker = p_worker AND i.status IN ('issuing', 'issued')
  RETURNING i.status INTO v_status;
  IF v_status = 'failed' THEN
    PERFORM audit.record(p_tenant_id, 'billing.tax_invoice.failed', p_tax_invoice_id::text,
      jsonb_build_object('code', p_error_code, 'error', left(p_error, 500)), identity.service_user_id('settlement'));
  END IF;
  RETURN coalesce(v_status, 'lost');
END
$note_attempt$;
COMMENT ON FUNCTION billing.note_attempt(uuid, uuid, text, boolean, text, text, timestamptz) IS 'Notes an attempt that failed: final: refused, a person must look; else it is tried again later. A worker that lost its lease changes nothing.';
ALTER FUNCTION billing.note_attempt(uuid, uuid, text, boolean, text, text, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.note_attempt(uuid, uuid, text, boolean, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.note_attempt(uuid, uuid, text, boolean, text, text, timestamptz) TO mg_batch;
