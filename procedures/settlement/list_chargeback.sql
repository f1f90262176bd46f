CREATE OR REPLACE FUNCTION settlement.list_chargeback(p_tenant_key text DEFAULT NULL, p_status text DEFAULT NULL, p_case_id uuid DEFAULT NULL)
RETURNS TABLE (chargeback_case_id uuid, tenant_key text, gateway_ref text, capture_ref text, reason_code text, status text, currency text,
  amount_minor bigint, held_minor bigint, restored_minor bigint, opened_on date, respond_by date, decided_on date)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_chargeback$
  SELECT c.chargeback_case_id, n.tenant_key, c.gateway_ref, c.capture_ref, c.reason_code, c.status, c.currency,
    c.amount_minor, c.held_minor, c.restored_minor, c.opened_on, c.respond_by, c.decided_on
  FROM settlement.chargeback_case AS c
  JOIN tenancy.tenant AS n ON n.tenant_id = c.tenant_id
  WHERE (p_tenant_key IS NULL OR c.tenant_id = settlement.find_tenant(p_tenant_key)) AND (p_status IS NULL OR c.status = p_status)
    AND (p_case_id IS NULL OR c.chargeback_case_id = p_case_id)
  ORDER BY c.status <> 'open', c.respond_by, c.opened_on, n.tenant_key, c.gateway_ref
$list_chargeback$;
COMMENT ON FUNCTION settlement.list_chargeback(text, text, uuid) IS 'Chargeback cases with their tenants, the next deadline first; null means any.';
ALTER FUNCTION settlement.list_chargeback(text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_chargeback(text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_chargeback(text, text, uuid) TO mg_batch, mg_auditor;
