CREATE OR REPLACE FUNCTION settlement.gateway_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $gateway_step$
DECLARE
  v_done record;
BEGIN
  SELECT m.* INTO v_done FROM settlement.match_gateway(p_tenants, ((p_parameters ->> 'as_of')::timestamptz AT TIME ZONE 'Asia/Seoul')::date) AS m;
  event_count := v_done.link_count;
  statement_count := v_done.posted_count;
  RETURN NEXT;
END
$gateway_step$;
COMMENT ON FUNCTION settlement.gateway_step(uuid[], jsonb) IS 'A step of the nightly reconciliation: matches the tenants'' gateway rows; counts changed links as events and posted rows as statements.';
ALTER FUNCTION settlement.gateway_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.gateway_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_step(uuid[], jsonb) TO mg_batch;
