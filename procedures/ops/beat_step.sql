CREATE OR REPLACE FUNCTION ops.beat_step(p_run_id uuid, p_step_id uuid, p_worker text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $beat_step$
BEGIN
  UPDATE ops.job_step AS s
  SET lease_until = statement_timestamp() + make_interval(secs => j.lease_seconds)
  FROM ops.job_run AS r
  JOIN ops.job AS j ON j.job_key = r.job_key
  WHERE s.job_run_id = p_run_id AND s.job_step_id = p_step_id AND s.worker = p_worker AND s.status = 'running'
    AND r.job_run_id = s.job_run_id;
  RETURN FOUND;
END
$beat_step$;
COMMENT ON FUNCTION ops.beat_step(uuid, uuid, text) IS 'A worker''s sign of life: prolongs its lease of a step. False: the step is another''s by now.';
ALTER FUNCTION ops.beat_step(uuid, uuid, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.beat_step(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.beat_step(uuid, uuid, text) TO mg_batch;
