CREATE OR REPLACE FUNCTION commerce.list_import() RETURNS SETOF commerce.import_file
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_import$
  SELECT f.* FROM commerce.import_file AS f ORDER BY f.created_at DESC
$list_import$;
COMMENT ON FUNCTION commerce.list_import() IS 'The imported payments files, newest first.';
ALTER FUNCTION commerce.list_import() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.list_import() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.list_import() TO mg_batch, mg_auditor;
