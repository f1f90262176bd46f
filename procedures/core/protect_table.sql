CREATE OR REPLACE FUNCTION core.protect_table(p_table regclass, p_preset text, p_is_own_branch text DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $protect_table$
DECLARE
  v_schema  text;
  v_name    text;
  v_changes integer := 0;
  r_policy  record;
BEGIN
  SELECT c.relnamespace::regnamespace::text, c.relname INTO v_schema, v_name FROM pg_class AS c WHERE c.oid = p_table;
  IF NOT EXISTS (SELECT 1 FROM core.policy_preset(p_preset)) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC002',
      MESSAGE = 'unknown policy preset',
      DETAIL = format('%L for %s', p_preset, p_table),
      HINT = 'The presets are listed in core.policy_preset.';
  END IF;
  -- Policy DDL locks the table exclusively: nothing is touched that already reads as it should.
  IF NOT (SELECT c.relrowsecurity AND c.relforcerowsecurity FROM pg_class AS c WHERE c.oid = p_table) THEN
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_schema, v_name);
  END IF;
  FOR r_policy IN
    SELECT coalesce(w.name, h.policyname) AS name, h.policyname IS NOT NULL AS is_there, w.*
      FROM (SELECT v_name || '_' || p.purpose AS name, p.* FROM core.policy_preset(p_preset, coalesce(p_is_own_branch, '(branch_id = ( SELECT core.branch_id() AS branch_id))')) AS p) AS w
      FULL JOIN (SELECT * FROM pg_policies AS o WHERE o.schemaname = v_schema AND o.tablename = v_name) AS h
        ON h.policyname = w.name
     WHERE (w.permissive, w.roles, w.cmd, w.qual, w.with_check)
           IS DISTINCT FROM (h.permissive, h.roles::text[], h.cmd, h.qual, h.with_check)
     ORDER BY 1
  LOOP
    v_changes := v_changes + 1;
    IF r_policy.is_there THEN
      EXECUTE format('DROP POLICY %I ON %I.%I', r_policy.name, v_schema, v_name);
    END IF;
    IF r_policy.purpose IS NOT NULL THEN
      -- quoted: these parts come from core.policy_preset, never from a caller
      EXECUTE format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', r_policy.name, v_schema, v_name,
          r_policy.permissive, r_policy.cmd, array_to_string(r_policy.roles, ', '))
        || coalesce(' USING (' || r_policy.qual || ')', '')
        || coalesce(' WITH CHECK (' || r_policy.with_check || ')', '');
    END IF;
  END LOOP;
  RETURN v_changes;
END
$protect_table$;
COMMENT ON FUNCTION core.protect_table(regclass, text, text) IS 'Gives a table the policies of a preset and no others, and forces row security; p_is_own_branch says for preset branch which rows are of the own branch, where no column branch_id does; changes only what differs, and returns how many policies that were.';
REVOKE ALL ON FUNCTION core.protect_table(regclass, text, text) FROM PUBLIC;
