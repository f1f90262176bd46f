CREATE OR REPLACE FUNCTION ops.start_run(
  p_job_key text, p_scheduled_at timestamptz, p_parameters jsonb, p_tenants uuid[] DEFAULT NULL, p_chunk_size integer DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_run$
DECLARE
  v_job ops.job;
  v_run_id uuid;
  v_tenants uuid[];
  v_rows bigint;
  v_chunk_size bigint;
  v_steps numeric;
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

  SELECT array_agg(n.tenant_id ORDER BY n.tenant_id) INTO v_tenants FROM tenancy.tenant AS n WHERE p_tenants IS NULL OR n.tenant_id = ANY (p_tenants);
  v_chunk_size := coalesce(p_chunk_size, v_job.chunk_size);
  IF p_chunk_size IS NULL AND v_job.estimate_routine IS NOT NULL THEN
    -- Steps of about as much work each, whatever the tenants' size, and never so few that one worker does most of it; cut evenly,
    -- since the last one would else be a crumb that costs a step.
    -- quoted: routines' names come from sql/ops/reference_data.sql
    EXECUTE format('SELECT %s($1)', v_job.estimate_routine) INTO v_rows USING v_tenants;
    v_steps := greatest(4, round(v_rows::numeric / v_job.step_rows));
    v_chunk_size := greatest(1, least(v_job.chunk_size, ceil(cardinality(v_tenants) / v_steps)));
  END IF;

  INSERT INTO ops.job_step (job_run_id, tenant_ids)
  SELECT v_run_id, array_agg(t.tenant_id ORDER BY t.tenant_id)
  FROM (SELECT n.tenant_id, (n.place - 1) / v_chunk_size AS chunk FROM unnest(v_tenants) WITH ORDINALITY AS n (tenant_id, place)) AS t
  GROUP BY t.chunk;
  RETURN v_run_id;
END
$start_run$;
COMMENT ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) IS 'Starts a run of a job and cuts its tenants into steps, by the work in them where the job can estimate it; the run of an instant that was started already is returned as it is.';
ALTER FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.start_run(text, timestamptz, jsonb, uuid[], integer) TO mg_batch;
