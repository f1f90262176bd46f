CREATE OR REPLACE FUNCTION ops.cancel_run(p_run_id uuid, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $cancel_run$
DECLARE
  v_count bigint;
BEGIN
  PERFORM identity.require_actor(p_actor, 'ops.control_job');
  UPDATE ops.job_step AS s SET status = 'cancelled', finished_at = clock_timestamp(), lease_until = NULL
  WHERE s.job_run_id = p_run_id AND s.status IN ('waiting', 'running');
  GET DIAGNOSTICS v_count = ROW_COUNT;
  UPDATE ops.job_run AS r SET status = 'cancelled', finished_at = clock_timestamp() WHERE r.job_run_id = p_run_id AND r.status = 'running';
  RETURN v_count;
END
$cancel_run$;
COMMENT ON FUNCTION ops.cancel_run(uuid, uuid) IS 'Stops a run: its waiting steps are not begun, a running one is rolled back by its worker. Returns how many steps.';
ALTER FUNCTION ops.cancel_run(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.cancel_run(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.cancel_run(uuid, uuid) TO mg_batch;
