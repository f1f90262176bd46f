CREATE OR REPLACE FUNCTION ops.finish_run(p_run_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_run$
DECLARE
  v_status text;
BEGIN
  UPDATE ops.job_run AS r
  SET finished_at = clock_timestamp(),
    status = CASE WHEN EXISTS (SELECT FROM ops.job_step AS s WHERE s.job_run_id = r.job_run_id AND s.status = 'failed') THEN 'failed' ELSE 'done' END
  WHERE r.job_run_id = p_run_id AND r.status = 'running'
    AND NOT EXISTS (SELECT FROM ops.job_step AS s WHERE s.job_run_id = r.job_run_id AND s.status IN ('waiting', 'running'));
  SELECT r.status INTO v_status FROM ops.job_run AS r WHERE r.job_run_id = p_run_id;
  RETURN v_status;
END
$finish_run$;
COMMENT ON FUNCTION ops.finish_run(uuid) IS 'Ends a run whose steps are all at an end, as done or failed; returns its status.';
ALTER FUNCTION ops.finish_run(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.finish_run(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.finish_run(uuid) TO mg_batch;
