CREATE OR REPLACE FUNCTION settlement.clear_gateway_work(p_tenants uuid[]) RETURNS void
LANGUAGE sql
AS $clear_gateway_work$
  DELETE FROM settlement.gateway_work_link AS l WHERE l.tenant_id = ANY (p_tenants);
  DELETE FROM settlement.gateway_work_edge AS x WHERE x.tenant_id = ANY (p_tenants);
  DELETE FROM settlement.gateway_work AS w WHERE w.tenant_id = ANY (p_tenants);
$clear_gateway_work$;
COMMENT ON FUNCTION settlement.clear_gateway_work(uuid[]) IS 'Empties the working tables of a match run of tenants.';
REVOKE ALL ON FUNCTION settlement.clear_gateway_work(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.clear_gateway_work(uuid[]) TO mg_batch_owner;
