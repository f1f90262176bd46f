SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.seal_scope() RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $seal_scope$
DECLARE
  v_scope text;
BEGIN
  -- Read from the database's own settings: a session or a role could set the parameter to what suits it.
  SELECT split_part(c.setting, '=', 2) INTO v_scope
    FROM pg_db_role_setting AS s
    CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
   WHERE s.setrole = 0
     AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()))
     AND c.setting LIKE 'mg.seal\_scope=%'
   ORDER BY s.setdatabase DESC
   LIMIT 1;
  IF coalesce(v_scope, 'backend') NOT IN ('backend', 'cluster') THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC001',
      MESSAGE = 'unknown seal scope',
      DETAIL = format('mg.seal_scope is %L', v_scope),
      HINT = 'ALTER DATABASE ... SET mg.seal_scope = ''backend'' or ''cluster''.';
  END IF;
  RETURN coalesce(v_scope, 'backend');
END
$seal_scope$;
COMMENT ON FUNCTION core.seal_scope() IS 'Whether new seals hold in this backend alone (backend) or, for a distributed engine, until they expire (cluster).';
REVOKE ALL ON FUNCTION core.seal_scope() FROM PUBLIC;
SET ROLE mg_owner;
