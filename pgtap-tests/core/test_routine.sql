-- Routines: pinned where they run with their owner's rights, granted by name, commented.
SELECT plan(9);

CREATE TEMP VIEW our_routine AS
SELECT p.oid::regprocedure::text AS name, p.*
  FROM pg_proc AS p JOIN manifest_schema AS s ON s.name = p.pronamespace::regnamespace::text
 WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e');

SELECT is_empty(
  $$SELECT name FROM our_routine WHERE prosecdef AND NOT coalesce(proconfig @> '{"search_path=pg_catalog, pg_temp"}', false)$$,
  'definer routines pin their search path, pg_temp last'
);
SELECT is_empty(
  $$SELECT name FROM our_routine WHERE has_function_privilege('public', oid, 'EXECUTE')$$,
  'no routine is everybody''s'
);
SELECT is_empty($$SELECT name FROM our_routine WHERE obj_description(oid, 'pg_proc') IS NULL$$, 'every routine says what it does');
SELECT is_empty(
  $$SELECT name FROM our_routine WHERE proowner NOT IN ('mg_owner'::regrole, 'mg_batch_owner'::regrole, 'mg_door'::regrole)$$,
  'routines belong to the three owners'
);
SELECT is_empty(
  $$SELECT name FROM our_routine WHERE proowner = 'mg_door'::regrole AND pronamespace NOT IN ('core'::regnamespace, 'identity'::regnamespace)$$,
  'doors stand in core and identity'
);
SELECT results_eq(
  $$SELECT r.name FROM our_routine AS r WHERE r.proname = 'mint_seal'
     AND NOT EXISTS (SELECT FROM aclexplode(r.proacl) AS g WHERE g.grantee <> 'mg_door'::regrole)$$,
  $$VALUES ('core.mint_seal(uuid,uuid,uuid,text,uuid,interval,integer,uuid)')$$,
  'nobody but the doors can mint a seal'
);
SELECT is_empty(
  $$SELECT pronamespace::regnamespace, proname FROM our_routine GROUP BY 1, 2 HAVING count(*) > 1$$,
  'one name is one routine'
);
SELECT is_empty(
  $$SELECT t.tgrelid::regclass, t.tgname, p.proname FROM pg_trigger AS t JOIN our_table AS o ON o.oid = t.tgrelid
     JOIN pg_proc AS p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
     AND (t.tgname !~ '^_[0-9]{3}_[a-z_]+$' OR p.proname !~ '^tg_(_|[a-z_]+__)[a-z_]+$')$$,
  'triggers are named _100_task, their functions tg_table__task'
);
SELECT is_empty(
  $$SELECT name FROM our_routine WHERE prosecdef AND proowner = 'mg_batch_owner'::regrole
     AND (has_function_privilege('mg_app', oid, 'EXECUTE') OR has_function_privilege('mg_auth', oid, 'EXECUTE'))$$,
  'portals call no routine that sees all tenants'
);

SELECT * FROM finish();
