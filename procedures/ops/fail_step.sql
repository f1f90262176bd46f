CREATE OR REPLACE FUNCTION ops.fail_step(p_run_id uuid, p_step_id uuid, p_worker text, p_error_code text, p_error text, p_is_passing boolean)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $fail_step$
DECLARE
  v_step ops.job_step;
  v_status text;
BEGIN
  SELECT s.* INTO v_step FROM ops.job_step AS s
  WHERE s.job_run_id = p_run_id AND s.job_step_id = p_step_id AND s.worker = p_worker AND s.status = 'running'
  FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'lost';
  END IF;
  v_status := CASE WHEN p_is_passing AND v_step.attempts < 5 THEN 'waiting' WHEN v_step.tenant_count > 1 THEN 'halved' ELSE 'failed' END;
  UPDATE ops.job_step AS s
  SET status = v_status, lease_until = NULL, finished_at = CASE WHEN v_status <> 'waiting' THEN clock_timestamp() END, error_code = p_error_code, error = p_error
  WHERE s.job_run_id = p_run_id AND s.job_step_id = p_step_id;
  IF v_status = 'halved' THEN
    INSERT INTO ops.job_step (job_run_id, tenant_ids)
    VALUES (p_run_id, v_step.tenant_ids[: v_step.tenant_count / 2]), (p_run_id, v_step.tenant_ids[v_step.tenant_count / 2 + 1 :]);
  END IF;
  RETURN v_status;
END
$fail_step$;
COMMENT ON FUNCTION ops.fail_step(uuid, uuid, text, text, text, boolean) IS 'A step that failed: tried again if the cause may pass, else halved until the faulty tenant stands alone with its reason.';
ALTER FUNCTION ops.fail_step(uuid, uuid, text, text, text, boolean) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.fail_step(uuid, uuid, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.fail_step(uuid, uuid, text, text, text, boolean) TO mg_batch;
