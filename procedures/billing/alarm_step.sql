CREATE OR REPLACE FUNCTION billing.alarm_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $alarm_step$
  SELECT count(*) FILTER (WHERE a.is_new), 0::bigint
  FROM billing.tax_invoice_alarm(coalesce((p_parameters ->> 'as_of')::timestamptz, now()), coalesce((p_parameters ->> 'days')::integer, 3), p_tenants) AS a
$alarm_step$;
COMMENT ON FUNCTION billing.alarm_step(uuid[], jsonb) IS 'A step of the daily look at the deadlines of tax invoices; counts new alarms as events.';
ALTER FUNCTION billing.alarm_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.alarm_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.alarm_step(uuid[], jsonb) TO mg_batch;
