CREATE OR REPLACE FUNCTION settlement.payment_place(
  p_tenant_id uuid, p_branch_limit uuid, p_branch_code text, p_occurred_at timestamptz, p_method text, p_schedule_code text, p_as_of timestamptz)
RETURNS TABLE (currency text, tax_type text, branch_id uuid, business_day date, recorded_on date, schedule_code text, settlement_day date,
  tax_free_minor bigint, zero_rated_minor bigint)
LANGUAGE sql STABLE ROWS 1
AS $payment_place$
  SELECT t.currency, t.tax_type, b.branch_id, d.business_day, d.recorded_on, c.schedule_code,
    CASE WHEN d.business_day <= c.closed_through THEN greatest(d.recorded_on, c.closed_through + 1) ELSE d.business_day END, NULL::bigint, NULL::bigint
  FROM tenancy.tenant AS t
  JOIN settlement.tenant_clock AS c ON c.tenant_id = t.tenant_id AND c.schedule_code = coalesce(p_schedule_code,
    (SELECT s.schedule_code FROM settlement.schedule AS s WHERE s.tenant_id = p_tenant_id AND p_method = ANY (s.methods)), '')
  LEFT JOIN LATERAL (
    SELECT h.branch_id FROM tenancy.branch AS h
    WHERE h.tenant_id = t.tenant_id AND h.deleted_at IS NULL AND p_branch_code IN ('', h.branch_code)
      AND (p_branch_limit IS NULL OR h.branch_id = p_branch_limit)
    ORDER BY h.sort_order, h.branch_code LIMIT 1) AS b ON true
  CROSS JOIN LATERAL (SELECT (p_occurred_at AT TIME ZONE t.time_zone)::date AS business_day,
    (p_as_of AT TIME ZONE t.time_zone)::date AS recorded_on) AS d
  WHERE t.tenant_id = p_tenant_id AND t.deleted_at IS NULL
$payment_place$;
COMMENT ON FUNCTION settlement.payment_place(uuid, uuid, text, timestamptz, text, text, timestamptz) IS 'Where a payment belongs: branch (of someone limited to one, that one alone), days, schedule (of its capture; null: by its method). Its tax parts are not known yet. The caller holds the tenant''s clock.';
REVOKE ALL ON FUNCTION settlement.payment_place(uuid, uuid, text, timestamptz, text, text, timestamptz) FROM PUBLIC;
