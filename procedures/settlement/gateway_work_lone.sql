CREATE OR REPLACE FUNCTION settlement.gateway_work_lone(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, side text, item_id uuid, worked_on date, currency text, left_minor bigint, "position" bigint)
LANGUAGE sql STABLE ROWS 1000
AS $gateway_work_lone$
  SELECT w.tenant_id, w.side, w.item_id, w.worked_on, w.currency, w.left_minor,
    row_number() OVER (PARTITION BY w.tenant_id, w.side, w.currency, w.left_minor, w.worked_on ORDER BY w.order_key, w.item_id)
  FROM settlement.gateway_work AS w
  WHERE w.tenant_id = ANY (p_tenants) AND w.left_minor = w.amount_minor
    AND NOT EXISTS (SELECT FROM settlement.gateway_work_edge AS x WHERE x.tenant_id = w.tenant_id AND x.row_id = w.item_id)
    AND NOT EXISTS (SELECT FROM settlement.gateway_work_edge AS x WHERE x.tenant_id = w.tenant_id AND x.event_id = w.item_id)
$gateway_work_lone$;
COMMENT ON FUNCTION settlement.gateway_work_lone(uuid[]) IS 'Rows and events of a match run that no reference ties to anything, numbered among those of the same amount and day.';
REVOKE ALL ON FUNCTION settlement.gateway_work_lone(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_work_lone(uuid[]) TO mg_batch_owner;
