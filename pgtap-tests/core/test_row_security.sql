-- Row security stands on every tenant table, with the generated text and nothing beside it.
SELECT plan(9);

SELECT is_empty(
  $$SELECT name FROM our_table WHERE kind IN ('tenant', 'platform', 'door') AND NOT (relrowsecurity AND relforcerowsecurity)$$,
  'row security is enabled and forced, so that owners are bound'
);
SELECT is_empty(
  $$SELECT t.name FROM our_table AS t WHERE t.kind = 'tenant' AND NOT EXISTS (
      SELECT FROM pg_policies AS p WHERE p.schemaname = t.nspname AND p.tablename = t.relname
         AND p.policyname = t.relname || '_tenant_boundary' AND p.permissive = 'RESTRICTIVE' AND p.cmd = 'ALL'
         AND p.qual = '(tenant_id = ( SELECT core.tenant_id() AS tenant_id))' AND p.with_check = p.qual
         AND p.roles = '{mg_app,mg_owner}')$$,
  'every tenant table has its restrictive boundary for the bound roles, reading and writing'
);
CREATE TEMP VIEW laid AS
SELECT t.name, t.kind, EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attname = 'branch_id'
         AND NOT a.attisdropped) AS has_branch,
       (SELECT jsonb_agg(jsonb_build_array(p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check) ORDER BY p.policyname COLLATE "C")
          FROM pg_policies AS p WHERE p.schemaname = t.nspname AND p.tablename = t.relname) AS found,
       (SELECT jsonb_object_agg(n, (SELECT jsonb_agg(jsonb_build_array(t.relname || '_' || w.purpose, w.permissive, w.roles,
                   w.cmd, w.qual, w.with_check) ORDER BY t.relname || '_' || w.purpose COLLATE "C") FROM core.policy_preset(n) AS w))
          FROM unnest(ARRAY['tenant', 'branch', 'whole', 'internal', 'secret', 'platform', 'door', 'door_append', 'door_command', 'door_scratch']) AS n) AS preset
  FROM our_table AS t;
SELECT is_empty(
  $$SELECT name FROM laid WHERE kind = 'tenant' AND name <> 'settlement.line' AND coalesce(found, '{}') NOT IN (
      preset -> CASE WHEN name = ANY (SELECT h.name FROM manifest_secret AS h) THEN 'secret' WHEN name = ANY (
        SELECT i.name FROM manifest_internal AS i) THEN 'internal' WHEN has_branch THEN 'branch' ELSE 'tenant' END,
      CASE WHEN NOT has_branch THEN preset -> 'whole' ELSE 'null'::jsonb END)$$,
  'tenant tables have the policies of their preset and no others; those with a branch are limited by it'
);
SELECT is_empty(
  $$SELECT name FROM laid WHERE (kind = 'platform' AND found IS DISTINCT FROM preset -> 'platform')
       OR (kind = 'door' AND found NOT IN (preset -> 'door', preset -> 'door_append', preset -> 'door_command', preset -> 'door_scratch'))$$,
  'so have headquarters'' own tables and those of the doors'
);
SELECT is_empty(
  $$SELECT t.name, p.policyname FROM our_table AS t JOIN pg_policies AS p ON p.schemaname = t.nspname AND p.tablename = t.relname
     WHERE (t.kind = 'door' AND p.roles <> '{mg_door}') OR (t.kind = 'platform' AND p.roles && '{mg_app,mg_owner,mg_auth,mg_batch,public}')
        OR t.kind IN ('reference', 'staging', 'key')$$,
  'door tables are the doors'' alone, and portals have no policy on headquarters'' own tables'
);
SELECT is_empty(
  $$SELECT t.name, p.policyname FROM our_table AS t JOIN pg_policies AS p ON p.schemaname = t.nspname AND p.tablename = t.relname
     WHERE p.roles @> '{mg_batch_owner}' AND (p.qual, p.with_check) IS DISTINCT FROM ('true', 'true')$$,
  'what binds batches costs nothing: plain true'
);
SELECT is_empty(
  $$SELECT schemaname, tablename, policyname FROM pg_policies WHERE (qual || coalesce(with_check, '')) ~ 'core\.'
     AND (qual || coalesce(with_check, '')) !~ '\( SELECT core\.'$$,
  'context is read once a statement: always within a sub-select'
);
SELECT results_eq(
  $$SELECT DISTINCT provolatile::text FROM pg_proc WHERE pronamespace = 'core'::regnamespace
     AND proname IN ('sealed_context', 'tenant_id', 'branch_id', 'user_id', 'role_code', 'request_id', 'is_operator')$$,
  $$VALUES ('s')$$,
  'context readers are STABLE: immutable ones leak through cached plans'
);
SELECT is_empty(
  $$SELECT t.name FROM our_table AS t WHERE t.relowner <> CASE t.kind WHEN 'key' THEN 'mg_door' ELSE 'mg_owner' END::regrole$$,
  'mg_owner owns the tables, and mg_door the seal key'
);

SELECT * FROM finish();
