SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.seal_binding(p_backend_pid integer) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $seal_binding$
  SELECT p_backend_pid || '@' || extract(epoch FROM a.backend_start) FROM pg_stat_get_activity(p_backend_pid) AS a
$seal_binding$;
COMMENT ON FUNCTION core.seal_binding(integer) IS 'What ties a seal to a backend: its pid and its start, since pids come back.';
REVOKE ALL ON FUNCTION core.seal_binding(integer) FROM PUBLIC;
SET ROLE mg_owner;
