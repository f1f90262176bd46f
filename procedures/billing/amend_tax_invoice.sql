CREATE OR REPLACE FUNCTION billing.amend_tax_invoice(
  p_tax_invoice_id uuid, p_kind integer, p_on date, p_items jsonb, p_reason text, p_request_key text, p_as_of timestamptz, p_actor uuid DEFAULT NULL)
RETURNS TABLE (tax_invoice_id uuid, amendment_part text, written_on date, supply_minor bigint, tax_minor bigint, status text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $amend_tax_invoice$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.issue_tax_invoice');
  v_today date := (p_as_of AT TIME ZONE 'Asia/Seoul')::date;
  v_invoice billing.tax_invoice := billing.find_tax_invoice(p_tax_invoice_id);
  v_content jsonb := jsonb_build_object('amends', p_tax_invoice_id, 'kind', p_kind, 'on', p_on, 'items', p_items, 'reason', p_reason);
  v_known jsonb;
BEGIN
  PERFORM FROM billing.tax_invoice AS i WHERE i.tenant_id = v_invoice.tenant_id AND i.tax_invoice_id = p_tax_invoice_id FOR UPDATE;

  v_known := core.begin_command(v_invoice.tenant_id, 'billing.amend_tax_invoice', p_request_key, v_content, v_actor);
  IF v_known IS NULL THEN
    v_invoice := billing.find_tax_invoice(p_tax_invoice_id);
    PERFORM billing.check_amendment(v_invoice, p_kind, p_on, p_items, p_reason, v_today);
    PERFORM billing.write_amendment(v_invoice, p_kind, p_on, p_items, p_reason, p_request_key, v_today, v_actor);
    PERFORM audit.record(v_invoice.tenant_id, 'billing.tax_invoice.amended', p_tax_invoice_id::text, v_content, v_actor);
    PERFORM core.end_command(v_invoice.tenant_id, 'billing.amend_tax_invoice', p_request_key, 'true');
  END IF;
  RETURN QUERY
  SELECT i.tax_invoice_id, i.amendment_part, i.written_on, i.supply_minor, i.tax_minor, i.status FROM billing.tax_invoice AS i
  WHERE i.tenant_id = v_invoice.tenant_id AND i.request_key = p_request_key ORDER BY i.total_minor;
END
$amend_tax_invoice$;
COMMENT ON FUNCTION billing.amend_tax_invoice(uuid, integer, date, jsonb, text, text, timestamptz, uuid) IS 'Amends a sent tax invoice in one of the six ways of the VAT Act''s decree art. 70, as drafts that reference its approval number. The same request key is the same amendment.';
ALTER FUNCTION billing.amend_tax_invoice(uuid, integer, date, jsonb, text, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.amend_tax_invoice(uuid, integer, date, jsonb, text, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.amend_tax_invoice(uuid, integer, date, jsonb, text, text, timestamptz, uuid) TO mg_batch;
