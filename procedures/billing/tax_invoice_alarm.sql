CREATE OR REPLACE FUNCTION billing.tax_invoice_alarm(p_as_of timestamptz, p_days integer DEFAULT 3, p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_key text, invoice_month date, subject text, problem text, due_on date, reason text, penalty_minor bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '64MB'
AS $tax_invoice_alarm$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.service_user_id('settlement');
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t));
BEGIN
  RETURN QUERY
  WITH late AS MATERIALIZED (
    SELECT * FROM billing.list_late_tax_invoice(p_as_of, p_days, v_tenants)
  ), raised AS (
    INSERT INTO billing.deadline_alarm (tenant_id, invoice_month, subject, problem, due_on, reason, raised_at, created_by)
    SELECT l.tenant_id, l.invoice_month, l.subject, l.problem, l.due_on, l.reason, p_as_of, v_actor FROM late AS l
    ORDER BY l.tenant_id, l.invoice_month, l.subject, l.problem
    ON CONFLICT (tenant_id, invoice_month, subject, problem) DO NOTHING
    RETURNING tenant_id, subject, problem, invoice_month, due_on, reason
  ), noted AS (
    SELECT r.tenant_id, r.subject, r.problem, r.invoice_month, audit.record(r.tenant_id, 'billing.tax_invoice.alarmed', r.subject,
      jsonb_build_object('problem', r.problem, 'month', r.invoice_month, 'due_on', r.due_on, 'reason', r.reason), v_actor) AS entry_id
    FROM raised AS r
  )
  SELECT t.tenant_key, l.invoice_month, l.subject, l.problem, l.due_on, l.reason, l.penalty_minor, n.entry_id IS NOT NULL
  FROM late AS l
  JOIN tenancy.tenant AS t ON t.tenant_id = l.tenant_id
  LEFT JOIN noted AS n ON n.tenant_id = l.tenant_id AND n.subject = l.subject AND n.problem = l.problem AND n.invoice_month = l.invoice_month
  ORDER BY l.due_on, t.tenant_key COLLATE "C", l.subject, l.problem;
END
$tax_invoice_alarm$;
COMMENT ON FUNCTION billing.tax_invoice_alarm(timestamptz, integer, uuid[]) IS 'What is not issued or sent although its deadline is p_days off or passed; each is kept and audited the first time.';
ALTER FUNCTION billing.tax_invoice_alarm(timestamptz, integer, uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.tax_invoice_alarm(timestamptz, integer, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.tax_invoice_alarm(timestamptz, integer, uuid[]) TO mg_batch;
