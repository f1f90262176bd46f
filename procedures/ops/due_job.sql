CREATE OR REPLACE FUNCTION ops.due_job()
RETURNS TABLE (job_key text, cron text, time_zone text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $due_job$
  SELECT j.job_key, j.cron, j.time_zone FROM ops.job AS j WHERE j.is_enabled AND j.cron IS NOT NULL ORDER BY j.job_key
$due_job$;
COMMENT ON FUNCTION ops.due_job() IS 'The jobs that the clock starts, with their times.';
ALTER FUNCTION ops.due_job() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.due_job() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.due_job() TO mg_batch;
