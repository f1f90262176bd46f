SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.seal_binding(p_backend_pid integer, p_backend_number integer) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $seal_binding$
  SELECT p_backend_pid || '@' || extract(epoch FROM pg_stat_get_backend_start(p_backend_number))
$seal_binding$;
COMMENT ON FUNCTION core.seal_binding(integer, integer) IS 'What ties a seal to a backend: its pid and its start, since pids come back. NULL if no such backend runs.';
REVOKE ALL ON FUNCTION core.seal_binding(integer, integer) FROM PUBLIC;
SET ROLE mg_owner;
