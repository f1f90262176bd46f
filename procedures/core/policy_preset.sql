-- Expressions are written the way PostgreSQL prints them back, so that the text can be compared with pg_policies.
CREATE OR REPLACE FUNCTION core.policy_preset(
  p_preset text, p_is_own_branch text DEFAULT '(branch_id = ( SELECT core.branch_id() AS branch_id))')
RETURNS TABLE (purpose text, permissive text, roles text[], cmd text, qual text, with_check text)
LANGUAGE sql IMMUTABLE
AS $policy_preset$
  WITH rule (presets, purpose, permissive, roles, cmd, qual, with_check) AS (
    VALUES
      -- The second lock of every tenant table. It names the bound roles, mg_owner too: definer routines are bound.
      ('{tenant,branch,whole,internal,secret}', 'tenant_boundary', 'RESTRICTIVE', '{mg_app,mg_owner}', 'ALL',
       '(tenant_id = ( SELECT core.tenant_id() AS tenant_id))', '(tenant_id = ( SELECT core.tenant_id() AS tenant_id))'),
      ('{tenant}', 'app_read', 'PERMISSIVE', '{mg_app}', 'SELECT', 'true', NULL),
      -- CASE rather than OR or COALESCE: for a member of all branches it costs a test of NULL, and the planner, which
      -- guesses half the rows, keeps the plan that it has without it (from COALESCE it guesses 1 in 200, and sorts).
      ('{branch}', 'app_read', 'PERMISSIVE', '{mg_app}', 'SELECT',
       format($case$
CASE
    WHEN (( SELECT core.branch_id() AS branch_id) IS NULL) THEN true
    ELSE %s
END$case$, p_is_own_branch), NULL),
      ('{whole}', 'app_read', 'PERMISSIVE', '{mg_app}', 'SELECT', '(( SELECT core.branch_id() AS branch_id) IS NULL)', NULL),
      ('{tenant,branch,whole,internal,secret}', 'owner_write', 'PERMISSIVE', '{mg_owner}', 'ALL', 'true', 'true'),
      -- Batches work through all tenants in one statement, so that their policy must cost nothing.
      ('{tenant,branch,whole,internal,secret,platform}', 'batch_write', 'PERMISSIVE', '{mg_batch_owner}', 'ALL', 'true', 'true'),
      ('{tenant,branch,whole,internal,platform}', 'operator_read', 'PERMISSIVE', '{mg_operator}', 'SELECT',
       '( SELECT core.is_operator() AS is_operator)', NULL),
      ('{tenant,branch,whole,internal,platform}', 'auditor_read', 'PERMISSIVE', '{mg_auditor}', 'SELECT', 'true', NULL),
      -- Read before a context exists: no boundary, and nobody's but the doors'.
      ('{door,door_append,door_command,door_scratch}', 'door_read', 'PERMISSIVE', '{mg_door}', 'SELECT', 'true', NULL),
      ('{door_append,door_command,door_scratch}', 'door_add', 'PERMISSIVE', '{mg_door}', 'INSERT', NULL, 'true'),
      ('{door_command,door_scratch}', 'door_change', 'PERMISSIVE', '{mg_door}', 'UPDATE', 'true', 'true'),
      ('{door_scratch}', 'door_remove', 'PERMISSIVE', '{mg_door}', 'DELETE', 'true', NULL)
  )
  SELECT r.purpose, r.permissive, r.roles::text[], r.cmd, r.qual, r.with_check
    FROM rule AS r WHERE p_preset = ANY (r.presets::text[])
$policy_preset$;
COMMENT ON FUNCTION core.policy_preset(text, text) IS 'The policies of a preset. tenant: rows of one tenant; branch: of one branch where the member is limited to it, by its column branch_id or by another condition; whole: not shown to who is limited to a branch; internal: of one tenant, not shown to its people; secret: shown to nobody, read by routines alone; platform: HQ''s own; door: read by doors alone; door_append: added to by door routines; door_command: changed by them as well; door_scratch: and swept by them.';
REVOKE ALL ON FUNCTION core.policy_preset(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.policy_preset(text, text) TO mg_auditor;
