CREATE OR REPLACE FUNCTION ops.claim_step(p_worker text, p_run_id uuid DEFAULT NULL)
RETURNS TABLE (job_run_id uuid, job_step_id uuid, job_key text, routine text, prepare_routine text, tenant_ids uuid[], parameters jsonb,
  lease_seconds integer, timeout_seconds integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_step$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH free AS (
    SELECT s.job_run_id, s.job_step_id
    FROM ops.job_step AS s
    JOIN ops.job_run AS r ON r.job_run_id = s.job_run_id AND r.status = 'running'
    WHERE (p_run_id IS NULL OR s.job_run_id = p_run_id)
      AND (s.status = 'waiting' OR (s.status = 'running' AND s.lease_until < statement_timestamp()))
    ORDER BY s.job_run_id, s.job_step_id
    FOR UPDATE OF s SKIP LOCKED LIMIT 1
  ), claimed AS (
    UPDATE ops.job_step AS s
    SET status = 'running', worker = p_worker, attempts = s.attempts + 1, started_at = statement_timestamp(),
      lease_until = statement_timestamp() + make_interval(secs => j.lease_seconds)
    FROM free AS f
    JOIN ops.job_run AS r ON r.job_run_id = f.job_run_id
    JOIN ops.job AS j ON j.job_key = r.job_key
    WHERE s.job_run_id = f.job_run_id AND s.job_step_id = f.job_step_id
    RETURNING s.job_run_id, s.job_step_id, j.job_key, j.routine, j.prepare_routine, s.tenant_ids, r.parameters, j.lease_seconds, j.timeout_seconds
  )
  SELECT * FROM claimed;
END
$claim_step$;
COMMENT ON FUNCTION ops.claim_step(text, uuid) IS 'Claims a waiting step, or one whose worker gives no sign any more, for a worker and a lease; none: no row.';
ALTER FUNCTION ops.claim_step(text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.claim_step(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.claim_step(text, uuid) TO mg_batch;
