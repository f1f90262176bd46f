SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.seal_binding() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $seal_binding$
  SELECT pg_backend_pid() || '@' || extract(epoch FROM (pg_stat_get_activity(pg_backend_pid())).backend_start)
$seal_binding$;
COMMENT ON FUNCTION core.seal_binding() IS 'What ties a seal to this backend: its pid and its start, since pids come back.';
REVOKE ALL ON FUNCTION core.seal_binding() FROM PUBLIC;
SET ROLE mg_owner;
