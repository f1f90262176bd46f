CREATE OR REPLACE FUNCTION settlement.list_gateway_reject(p_gateway_file_id uuid)
RETURNS TABLE (line_number bigint, error_column text, error text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_gateway_reject$
  SELECT e.line_number, e.error_column, e.error
  FROM settlement.gateway_import_entry AS e
  WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NOT NULL
  ORDER BY e.line_number
$list_gateway_reject$;
COMMENT ON FUNCTION settlement.list_gateway_reject(uuid) IS 'The refused rows of a staged settlement: row, column, reason.';
ALTER FUNCTION settlement.list_gateway_reject(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_gateway_reject(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_gateway_reject(uuid) TO mg_batch;
