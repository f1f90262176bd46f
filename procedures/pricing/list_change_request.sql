CREATE OR REPLACE FUNCTION pricing.list_change_request(p_request_id uuid DEFAULT NULL, p_status text DEFAULT NULL, p_tenant_key text DEFAULT NULL, p_plan_key text DEFAULT NULL)
RETURNS TABLE (request_id uuid, tenant_key text, plan_key text, currency text, status text, begins_on date, reason text, requested_at timestamptz, requested_by text,
  decided_at timestamptz, decided_by text, decision_reason text, effective_on date, change jsonb, difference jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_change_request$
  SELECT r.pricing_change_request_id, d.tenant_key, p.plan_key, r.currency, r.status, nullif(r.begins_on, '-infinity'), r.reason, r.created_at,
    identity.actor_name(r.created_by), r.decided_at, identity.actor_name(r.decided_by), r.decision_reason, r.effective_on, r.change, r.difference
  FROM pricing.pricing_change_request AS r
  LEFT JOIN tenancy.tenant_directory AS d ON d.tenant_id = r.tenant_id
  LEFT JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = r.pricing_plan_id
  WHERE (p_request_id IS NULL OR r.pricing_change_request_id = p_request_id) AND (p_status IS NULL OR r.status = p_status)
    AND (p_tenant_key IS NULL OR d.tenant_key = p_tenant_key) AND (p_plan_key IS NULL OR p.plan_key = p_plan_key)
  ORDER BY r.pricing_change_request_id DESC
$list_change_request$;
COMMENT ON FUNCTION pricing.list_change_request(uuid, text, text, text) IS 'Change requests, newest first: of a state, a tenant, a plan, or one of them.';
ALTER FUNCTION pricing.list_change_request(uuid, text, text, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION pricing.list_change_request(uuid, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.list_change_request(uuid, text, text, text) TO mg_batch, mg_auditor;
