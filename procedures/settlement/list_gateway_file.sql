CREATE OR REPLACE FUNCTION settlement.list_gateway_file() RETURNS SETOF settlement.gateway_file
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_gateway_file$
  SELECT f.* FROM settlement.gateway_file AS f ORDER BY f.created_at DESC, f.gateway_file_id
$list_gateway_file$;
COMMENT ON FUNCTION settlement.list_gateway_file() IS 'The imported settlements of gateways, newest first.';
ALTER FUNCTION settlement.list_gateway_file() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_gateway_file() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_gateway_file() TO mg_batch, mg_auditor;
