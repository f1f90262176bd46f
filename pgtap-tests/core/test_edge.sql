-- Schemas use one another in one direction: what sql/manifest.toml doesn't allow doesn't exist.
SELECT plan(4);

CREATE TEMP VIEW body AS
SELECT s.name AS schema, p.oid::regprocedure::text AS owner,
       -- Comments don't call anything; the two that may be called from anywhere don't count.
       regexp_replace(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), '\m(core\.emit_event|audit\.record)\M', '', 'g') AS text
  FROM pg_proc AS p JOIN manifest_schema AS s ON s.name = p.pronamespace::regnamespace::text
 -- It stands in core for everybody, and fills the outbox of a later schema.
 WHERE p.oid <> 'core.emit_event'::regproc
UNION ALL
SELECT s.name, c.oid::regclass::text, pg_get_viewdef(c.oid)
  FROM pg_class AS c JOIN manifest_schema AS s ON s.name = c.relnamespace::regnamespace::text
 WHERE c.relkind = 'v';

CREATE TEMP VIEW edge AS
SELECT DISTINCT b.schema, b.owner, u.name AS uses
  FROM body AS b JOIN manifest_schema AS u ON b.text ~ ('\m' || u.name || '\.[a-z_]+')
UNION
SELECT t.nspname, k.conname, r.nspname
  FROM pg_constraint AS k JOIN our_table AS t ON t.oid = k.conrelid JOIN our_table AS r ON r.oid = k.confrelid
 WHERE k.contype = 'f'
UNION
SELECT t.nspname, g.tgname, p.pronamespace::regnamespace::text
  FROM pg_trigger AS g JOIN our_table AS t ON t.oid = g.tgrelid JOIN pg_proc AS p ON p.oid = g.tgfoid
 WHERE NOT g.tgisinternal;

SELECT cmp_ok((SELECT count(*) FROM edge WHERE schema <> uses), '>', 50::bigint, 'edges are found');
SELECT is_empty(
  $$SELECT e.owner, e.uses FROM edge AS e WHERE e.schema <> e.uses
     AND NOT EXISTS (SELECT FROM manifest_edge AS m WHERE m.name = e.schema AND m.uses = e.uses)$$,
  'no foreign key, trigger, view or routine uses a schema that the manifest does not give it'
);
SELECT is_empty(
  $$SELECT m.name, m.uses FROM manifest_edge AS m JOIN manifest_schema AS a ON a.name = m.name
     JOIN manifest_schema AS b ON b.name = m.uses WHERE b.place >= a.place$$,
  'the manifest''s arrows point one way'
);
SELECT is_empty(
  $$SELECT s.name FROM manifest_schema AS s WHERE to_regnamespace(s.name) IS NULL$$,
  'every schema of the manifest exists'
);

SELECT * FROM finish();
