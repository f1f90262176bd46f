-- A view that runs with its owner's rights is a hole in row security.
SELECT plan(3);

CREATE TEMP VIEW our_view AS
SELECT c.oid, c.oid::regclass::text AS name, c.relkind, c.relowner, c.reloptions
  FROM pg_class AS c JOIN manifest_schema AS s ON s.name = c.relnamespace::regnamespace::text
 WHERE c.relkind IN ('v', 'm');

SELECT is_empty(
  $$SELECT name FROM our_view WHERE NOT coalesce(reloptions @> '{security_invoker=true}' OR reloptions @> '{security_invoker=on}', false)$$,
  'every view runs with the rights of who asks'
);
SELECT is_empty($$SELECT name FROM our_view WHERE relkind = 'm'$$, 'no materialised view: row security does not reach them');
SELECT is_empty($$SELECT name FROM our_view WHERE relowner <> 'mg_owner'::regrole$$, 'mg_owner owns the views');

SELECT * FROM finish();
