CREATE OR REPLACE FUNCTION ops.finish_step(p_run_id uuid, p_step_id uuid, p_worker text, p_event_count bigint, p_statement_count bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_step$
BEGIN
  UPDATE ops.job_step AS s
  SET status = 'done', finished_at = clock_timestamp(), lease_until = NULL, event_count = p_event_count, statement_count = p_statement_count,
    error_code = NULL, error = NULL
  WHERE s.job_run_id = p_run_id AND s.job_step_id = p_step_id AND s.worker = p_worker AND s.status = 'running';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MO501', MESSAGE = 'the step is no longer this worker''s', DETAIL = format('step %s, worker %s', p_step_id, p_worker),
      HINT = 'Its lease ran out and another worker has it; nothing of this attempt is kept.';
  END IF;
END
$finish_step$;
COMMENT ON FUNCTION ops.finish_step(uuid, uuid, text, bigint, bigint) IS 'Marks a step done, in the transaction of its work: a worker that lost its lease loses its work with it.';
ALTER FUNCTION ops.finish_step(uuid, uuid, text, bigint, bigint) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.finish_step(uuid, uuid, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.finish_step(uuid, uuid, text, bigint, bigint) TO mg_batch;
