CREATE OR REPLACE FUNCTION settlement.clear_gateway_import(p_gateway_file_id uuid DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $clear_gateway_import$
BEGIN
  -- An import stages and clears within one transaction: what others can see of it is a dead one's.
  DELETE FROM settlement.gateway_import_entry AS e WHERE p_gateway_file_id IS NULL OR e.gateway_file_id = p_gateway_file_id;
  DELETE FROM settlement.gateway_import_row AS r WHERE p_gateway_file_id IS NULL OR r.gateway_file_id = p_gateway_file_id;
END
$clear_gateway_import$;
COMMENT ON FUNCTION settlement.clear_gateway_import(uuid) IS 'Empties the staging of one import of gateway rows; null: of what imports that died have left, running ones are not seen.';
ALTER FUNCTION settlement.clear_gateway_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.clear_gateway_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.clear_gateway_import(uuid) TO mg_batch;
