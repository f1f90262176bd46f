-- The rights of one database. Run by the server's administrator, any number of times.
-- CREATE DATABASE ... TEMPLATE copies neither rights on the database nor its settings, so a clone runs this too.

SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('mindgarden database', 0));

DO $database$
DECLARE
  v_database text := pg_catalog.current_database();
BEGIN
  EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', v_database);
  EXECUTE pg_catalog.format(
    'GRANT CONNECT ON DATABASE %I TO mg_migrator, mg_app, mg_auth, mg_batch, mg_ops, mg_auditor',
    v_database
  );
  EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO mg_owner', v_database);
  EXECUTE pg_catalog.format('ALTER DATABASE %I SET timezone = %L', v_database, 'UTC');
END
$database$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Extensions have a schema of their own: nothing of the platform depends on its search path.
CREATE SCHEMA IF NOT EXISTS extension;
COMMENT ON SCHEMA extension IS 'Extensions; owned by the server''s administrator';
GRANT USAGE ON SCHEMA extension TO mg_owner, mg_migrator;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extension;

-- A live seal stands as a literal in other sessions' statements, so nobody but the administrator may read those.
DO $statistics$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pg_stat_statements') THEN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extension;
    REVOKE ALL ON extension.pg_stat_statements FROM PUBLIC;
    REVOKE ALL ON extension.pg_stat_statements_info FROM PUBLIC;
    REVOKE ALL ON FUNCTION extension.pg_stat_statements(boolean) FROM PUBLIC;
  END IF;
  REVOKE ALL ON FUNCTION pg_catalog.pg_stat_get_activity(integer) FROM PUBLIC;
  REVOKE ALL ON FUNCTION pg_catalog.pg_stat_get_backend_activity(integer) FROM PUBLIC;
  -- The doors alone may ask when a backend started: it is part of what a seal is bound to.
  GRANT pg_read_all_stats TO mg_door WITH INHERIT TRUE, SET FALSE;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION USING
    ERRCODE = '42501',
    MESSAGE = 'These rights need the server''s superuser.',
    HINT = 'Run sql/database.sql once as superuser in this database, then mindgarden migrate.';
END
$statistics$;
