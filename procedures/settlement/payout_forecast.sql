CREATE OR REPLACE FUNCTION settlement.payout_forecast(p_tenant_id uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now())
RETURNS TABLE (expected_on date, tenant_key text, source text, schedule_code text, period_end date, statement_id uuid, status text,
  amount_minor bigint, currency text, is_estimate boolean, is_overdue boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $payout_forecast$
  -- What is overdue is paid on the next business day, at the earliest.
  SELECT CASE WHEN r.due_on < d.today THEN core.add_business_days(d.today - 1, 1) ELSE r.due_on END, r.tenant_key, r.source, r.schedule_code, r.period_end,
    r.statement_id, r.status, r.amount_minor, r.currency, r.is_estimate, r.due_on < d.today
  FROM settlement.payout_forecast_report AS r
  JOIN tenancy.tenant AS t ON t.tenant_id = r.tenant_id
  CROSS JOIN LATERAL (SELECT (p_as_of AT TIME ZONE t.time_zone)::date AS today) AS d
  WHERE p_tenant_id IS NULL OR r.tenant_id = p_tenant_id
  ORDER BY 1, r.tenant_key COLLATE "C", r.period_end, r.source
$payout_forecast$;
COMMENT ON FUNCTION settlement.payout_forecast(uuid, timestamptz) IS 'The expected payouts of a tenant (null: of all) by day, as seen at an instant; estimates are marked.';
ALTER FUNCTION settlement.payout_forecast(uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.payout_forecast(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.payout_forecast(uuid, timestamptz) TO mg_batch;
