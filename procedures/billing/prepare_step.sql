CREATE OR REPLACE FUNCTION billing.prepare_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $prepare_step$
DECLARE
  v_as_of timestamptz := coalesce((p_parameters ->> 'as_of')::timestamptz, now());
  v_month date := date_trunc('month', (v_as_of AT TIME ZONE 'Asia/Seoul') - interval '1 month')::date;
BEGIN
  -- A platform that has set no supplier bills nothing; what can't be prepared is named by the alarm.
  IF NOT EXISTS (SELECT FROM billing.supplier AS s WHERE s.valid_during @> (v_month + interval '1 month')::date - 1) THEN
    RETURN QUERY SELECT 0::bigint, 0::bigint;
    RETURN;
  END IF;
  RETURN QUERY
  SELECT count(*) FILTER (WHERE p.tax_invoice_id IS NOT NULL), 0::bigint FROM billing.prepare_tax_invoice(v_month, p_tenants, v_as_of) AS p;
END
$prepare_step$;
COMMENT ON FUNCTION billing.prepare_step(uuid[], jsonb) IS 'A step of the job that prepares last month''s tax invoices; counts the documents it made as events.';
ALTER FUNCTION billing.prepare_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.prepare_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.prepare_step(uuid[], jsonb) TO mg_batch;
