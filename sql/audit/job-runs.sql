-- How did the latest runs of jobs go, and did they take longer than they may?
-- kind: list
-- parameter: limit = 30: how many runs
SELECT r.job_key, r.scheduled_at, r.status, count(s.job_step_id) FILTER (WHERE s.status <> 'halved') AS steps,
  count(s.job_step_id) FILTER (WHERE s.status = 'done') AS done, count(s.job_step_id) FILTER (WHERE s.status = 'failed') AS failed,
  sum(s.event_count) AS events, sum(s.statement_count) AS statements,
  round(extract(epoch FROM coalesce(r.finished_at, now()) - r.created_at), 1) AS seconds,
  extract(epoch FROM coalesce(r.finished_at, now()) - r.created_at) > j.sla_seconds AS is_late, min(s.error) FILTER (WHERE s.status = 'failed') AS first_error
FROM ops.job_run AS r
JOIN ops.job AS j ON j.job_key = r.job_key
LEFT JOIN ops.job_step AS s ON s.job_run_id = r.job_run_id
GROUP BY r.job_run_id, j.job_key
ORDER BY r.created_at DESC
LIMIT %(limit)s::bigint;
