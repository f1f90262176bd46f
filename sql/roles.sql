-- The roles of a server (architecture: who may do what). Run by the server's administrator, any number of times.
-- Passwords are set by the deployer. No role is superuser, may bypass row security or inherits a right.

SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('mindgarden roles', 0));

DO $roles$
DECLARE
  v_role record;
BEGIN
  FOR v_role IN
    SELECT * FROM (VALUES
      ('mg_owner', 'NOLOGIN', 'owns every table and most routines; FORCE row security binds it'),
      ('mg_door', 'NOLOGIN', 'owns the doors and the seal key, nothing else'),
      ('mg_batch_owner', 'NOLOGIN', 'owns the batch routines; has policies over all tenants'),
      ('mg_operator', 'NOLOGIN', 'headquarters staff; needs a sealed operator context'),
      ('mg_migrator', 'LOGIN', 'may become an owner; migrations only'),
      ('mg_app', 'LOGIN', 'portals and API: EXECUTE on routines, SELECT under row security'),
      ('mg_auth', 'LOGIN', 'a small pool: the only role that may look up credentials'),
      ('mg_batch', 'LOGIN', 'workers: EXECUTE on batch routines, and the import staging table'),
      ('mg_ops', 'LOGIN', 'the operations portal; no right of its own, may take mg_operator'),
      ('mg_auditor', 'LOGIN', 'read-only questions of database administrators')
    ) AS wanted (role_name, login, purpose)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = v_role.role_name) THEN
      EXECUTE pg_catalog.format(
        'CREATE ROLE %I %s NOINHERIT NOCREATEDB NOCREATEROLE', v_role.role_name, v_role.login
      );
    END IF;
    EXECUTE pg_catalog.format(
      'ALTER ROLE %I %s NOINHERIT NOCREATEDB NOCREATEROLE', v_role.role_name, v_role.login
    );
    EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', v_role.role_name, v_role.purpose);
  END LOOP;
  IF EXISTS (
    SELECT FROM pg_catalog.pg_roles
    WHERE rolname LIKE 'mg\_%' AND (rolsuper OR rolbypassrls OR rolreplication)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = '42501',
      MESSAGE = 'A role of the platform is superuser, bypasses row security or may replicate.',
      HINT = 'Row security would not bind it. ALTER ROLE ... NOSUPERUSER NOBYPASSRLS NOREPLICATION.';
  END IF;
END
$roles$;

-- SET without INHERIT: the member has the right only while it says SET ROLE.
GRANT mg_owner TO mg_migrator WITH INHERIT FALSE, SET TRUE;
GRANT mg_door TO mg_migrator WITH INHERIT FALSE, SET TRUE;
GRANT mg_batch_owner TO mg_migrator WITH INHERIT FALSE, SET TRUE;
GRANT mg_operator TO mg_ops WITH INHERIT FALSE, SET TRUE;

-- A request that hangs must not hold its snapshot and locks for ever.
ALTER ROLE mg_app SET statement_timeout = '30s';
ALTER ROLE mg_app SET lock_timeout = '4s';
ALTER ROLE mg_app SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE mg_auth SET statement_timeout = '10s';
ALTER ROLE mg_auth SET lock_timeout = '4s';
ALTER ROLE mg_auth SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE mg_ops SET statement_timeout = '60s';
ALTER ROLE mg_ops SET lock_timeout = '4s';
ALTER ROLE mg_ops SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE mg_auditor SET default_transaction_read_only = on;
ALTER ROLE mg_auditor SET idle_in_transaction_session_timeout = '10min';
