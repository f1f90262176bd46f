CREATE OR REPLACE FUNCTION ops.unfinished_run(p_job_key text, p_parameters jsonb) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unfinished_run$
  SELECT r.job_run_id FROM ops.job_run AS r
  WHERE r.job_key = p_job_key AND r.status = 'running' AND r.parameters @> p_parameters
  ORDER BY r.job_run_id LIMIT 1
$unfinished_run$;
COMMENT ON FUNCTION ops.unfinished_run(text, jsonb) IS 'A run that was begun with these parameters and not ended: it is resumed.';
ALTER FUNCTION ops.unfinished_run(text, jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.unfinished_run(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.unfinished_run(text, jsonb) TO mg_batch;
