CREATE OR REPLACE FUNCTION ops.run_report(p_run_id uuid DEFAULT NULL)
RETURNS TABLE (job_run_id uuid, job_key text, scheduled_at timestamptz, parameters jsonb, status text, created_at timestamptz, finished_at timestamptz,
  step_count bigint, done_count bigint, failed_count bigint, tenant_count bigint, tenants_done bigint, event_count bigint, statement_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $run_report$
  SELECT r.job_run_id, r.job_key, r.scheduled_at, r.parameters, r.status, r.created_at, r.finished_at,
    count(*) FILTER (WHERE s.status <> 'halved'), count(*) FILTER (WHERE s.status = 'done'), count(*) FILTER (WHERE s.status = 'failed'),
    coalesce(sum(s.tenant_count) FILTER (WHERE s.status <> 'halved'), 0), coalesce(sum(s.tenant_count) FILTER (WHERE s.status IN ('done', 'failed')), 0),
    coalesce(sum(s.event_count), 0)::bigint, coalesce(sum(s.statement_count), 0)::bigint
  FROM ops.job_run AS r
  LEFT JOIN ops.job_step AS s ON s.job_run_id = r.job_run_id
  WHERE p_run_id IS NULL OR r.job_run_id = p_run_id
  GROUP BY r.job_run_id
  ORDER BY r.job_run_id DESC
$run_report$;
COMMENT ON FUNCTION ops.run_report(uuid) IS 'Runs with their progress, newest first: what the bar, the portal and the metrics read.';
ALTER FUNCTION ops.run_report(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.run_report(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.run_report(uuid) TO mg_batch, mg_auditor;
