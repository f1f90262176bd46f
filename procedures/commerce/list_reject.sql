CREATE OR REPLACE FUNCTION commerce.list_reject(p_import_file_id uuid)
RETURNS TABLE (line_number bigint, error_column text, error text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_reject$
  SELECT e.line_number, e.error_column, e.error
  FROM commerce.import_event AS e
  WHERE e.import_file_id = p_import_file_id AND e.error IS NOT NULL
  ORDER BY e.line_number
$list_reject$;
COMMENT ON FUNCTION commerce.list_reject(uuid) IS 'The refused rows of a staged file: line, column, reason.';
ALTER FUNCTION commerce.list_reject(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.list_reject(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.list_reject(uuid) TO mg_batch;
