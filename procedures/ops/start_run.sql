CREATE OR REPLACE FUNCTION ops.start_run(
  p_job_key text, p_scheduled_at timestamptz, p_parameters jsonb, p_tenants uuid[] DEFAULT NULL, p_chunk_size integer DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_run$
DECLARE
  v_job ops.job;
  v_run_id uuid;
BEGIN
  SELECT j.* INTO v_job FROM ops.job AS j WHERE j.job_key = p_job_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MO401', MESSAGE = 'unknown job', DETAIL = format('job %s', quote_nullable(p_job_key)), HINT = 'mindgarden jobs list names them.';
  END IF;
  INSERT INTO ops.job_run (job_key, scheduled_at, parameters, created_by)
  VALUES (p_job_key, p_scheduled_at, p_parameters, identity.service_user_id('settlement'))
  ON CONFLICT (job_key, scheduled_at) DO NOTHING
  RETURNING job_run_id INTO v_run_id;
  IF v_run_id IS NULL THEN
    SELECT r.job_run_id INTO STRICT v_run_id FROM ops.job_run AS r WHERE r.job_key = p_job_key AND r.scheduled_at = p_scheduled_at;
    RETURN v_run_id;
  END IF;

  INSERT INTO ops.job_step (job_run_id, tenant_ids)
  SELECT v_run_id, array_agg(t.tenant_id ORDER BY t.tenant_id)
  FROM (
    SELECT n.tenant_id, (row_number() OVER (ORDER BY n.tenant_id) - 1) / coalesce(p_chunk_size, v_job.chunk_size) AS chunk
    FROM tenancy.tenant AS n
    WHERE p_tenants IS NULL OR n.tenant_id = ANY (p_tenants)
  ) AS t
  GROUP BY t.chunk;
  RETURN v_run_id;
END
$start_run$;
COMMENT ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) IS 'Starts a run of a job and cuts its tenants into steps; the run of an instant that was started already is returned as it is.';
ALTER FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) TO mg_batch;
