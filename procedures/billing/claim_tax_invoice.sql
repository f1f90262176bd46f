CREATE OR REPLACE FUNCTION billing.claim_tax_invoice(p_worker text, p_as_of timestamptz, p_lease_seconds integer DEFAULT 120)
RETURNS TABLE (tenant_id uuid, tax_invoice_id uuid, step text, attempts integer, document jsonb)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_tax_invoice$
#variable_conflict use_column
DECLARE
  r_next record;
  v_row billing.tax_invoice;
BEGIN
  -- Looked for over all tenants, locked within one: so it works where tenants are spread over machines as well.
  FOR r_next IN
    SELECT i.tenant_id, i.tax_invoice_id FROM billing.tax_invoice AS i
    WHERE i.status IN ('draft', 'issuing', 'issued')
      AND (i.lease_until IS NULL OR i.lease_until < p_as_of) AND (i.next_attempt_at IS NULL OR i.next_attempt_at <= p_as_of)
    ORDER BY i.due_on, i.next_attempt_at LIMIT 64  -- as the index has them
  LOOP
    SELECT i.* INTO v_row FROM billing.tax_invoice AS i
    WHERE i.tenant_id = r_next.tenant_id AND i.tax_invoice_id = r_next.tax_invoice_id AND i.status IN ('draft', 'issuing', 'issued')
      AND (i.lease_until IS NULL OR i.lease_until < p_as_of) AND (i.next_attempt_at IS NULL OR i.next_attempt_at <= p_as_of)
    FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    UPDATE billing.tax_invoice AS i
    SET status = CASE WHEN i.status = 'issued' THEN 'issued' ELSE 'issuing' END, attempts = i.attempts + 1, worker = p_worker,
      lease_until = p_as_of + make_interval(secs => p_lease_seconds), next_attempt_at = NULL
    WHERE i.tenant_id = v_row.tenant_id AND i.tax_invoice_id = v_row.tax_invoice_id;
    RETURN QUERY SELECT v_row.tenant_id, v_row.tax_invoice_id, CASE WHEN v_row.status = 'issued' THEN 'send' ELSE 'issue' END, v_row.attempts + 1,
      billing.tax_invoice_document(v_row, p_as_of);
    RETURN;
  END LOOP;
END
$claim_tax_invoice$;
COMMENT ON FUNCTION billing.claim_tax_invoice(text, timestamptz, integer) IS 'Gives a worker the next tax invoice to issue or to send, under a lease: the nearest deadline first. None: no row.';
ALTER FUNCTION billing.claim_tax_invoice(text, timestamptz, integer) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.claim_tax_invoice(text, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.claim_tax_invoice(text, timestamptz, integer) TO mg_batch;
