-- Which statements took most time since the statistics were reset?
-- kind: list
-- parameter: limit = 20: how many statements
-- as: administrator
SELECT r.rolname AS role, s.calls, round(s.total_exec_time::numeric, 1) AS total_ms, round(s.mean_exec_time::numeric, 2) AS mean_ms,
  round(s.max_exec_time::numeric, 1) AS max_ms, s.rows, s.shared_blks_read, s.temp_blks_written, left(regexp_replace(s.query, '\s+', ' ', 'g'), 120) AS statement
FROM extension.pg_stat_statements AS s
JOIN pg_roles AS r ON r.oid = s.userid
WHERE s.dbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
ORDER BY s.total_exec_time DESC
LIMIT %(limit)s::bigint;
