CREATE OR REPLACE FUNCTION ops.restart_run(p_run_id uuid, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $restart_run$
DECLARE
  v_count bigint;
BEGIN
  PERFORM identity.require_actor(p_actor, 'ops.control_job');
  UPDATE ops.job_step AS s SET status = 'waiting', attempts = 0, finished_at = NULL
  WHERE s.job_run_id = p_run_id AND s.status IN ('failed', 'cancelled');
  GET DIAGNOSTICS v_count = ROW_COUNT;
  UPDATE ops.job_run AS r SET status = 'running', finished_at = NULL WHERE r.job_run_id = p_run_id AND v_count > 0;
  RETURN v_count;
END
$restart_run$;
COMMENT ON FUNCTION ops.restart_run(uuid, uuid) IS 'Lets the failed and cancelled steps of a run wait for a worker again; returns how many.';
ALTER FUNCTION ops.restart_run(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.restart_run(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.restart_run(uuid, uuid) TO mg_batch;
