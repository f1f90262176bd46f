-- Names: whoever knows one knows them all.
SELECT plan(7);

SELECT is_empty($$SELECT name FROM our_table WHERE relname !~ '^[a-z][a-z0-9_]*$' OR relname ~ '[^s]s$' AND relname NOT IN ('terms', 'role_permissions', 'policy_rules')$$,
  'tables are lower case and singular');
SELECT is_empty(
  $$SELECT t.name, k.conname FROM our_table AS t JOIN pg_constraint AS k ON k.conrelid = t.oid
     WHERE k.contype IN ('p', 'f', 'u', 'c', 'x') AND k.conname !~ CASE k.contype WHEN 'p' THEN '_pk$' WHEN 'f' THEN '_fk$'
       WHEN 'u' THEN '_uq$' WHEN 'c' THEN '_ck$' ELSE '_ex$' END$$,
  'constraints end in _pk, _fk, _uq, _ck, _ex'
);
SELECT is_empty(
  $$SELECT t.name, i.indexrelid::regclass FROM our_table AS t JOIN pg_index AS i ON i.indrelid = t.oid
     JOIN pg_class AS c ON c.oid = i.indexrelid
     WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
       AND c.relname !~ CASE WHEN i.indisunique THEN '_uq$' ELSE '_ix$' END$$,
  'indexes end in _ix, unique ones in _uq'
);
SELECT is_empty(
  $$SELECT t.name, a.attname FROM our_table AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0
     WHERE NOT a.attisdropped AND (a.attname IN ('id', 'name', 'date', 'time')
       OR (a.atttypid = 'timestamptz'::regtype AND a.attname !~ '(_at|_until)$')
       OR (a.atttypid = 'date'::regtype AND a.attname ~ '(_at|_date)$' AND a.attname <> 'payout_date'))$$,
  'instants end in _at or _until, nothing is called id or name'
);
SELECT is_empty($$SELECT name FROM our_table WHERE obj_description(oid, 'pg_class') IS NULL$$, 'every table says what it holds');
SELECT is_empty(
  $$SELECT c.oid::regclass FROM pg_class AS c JOIN manifest_schema AS s ON s.name = c.relnamespace::regnamespace::text
     WHERE c.relkind = 'v' AND obj_description(c.oid, 'pg_class') IS NULL$$,
  'every view says what it shows');
SELECT is_empty(
  $$SELECT n.nspname FROM pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public',
      'extension', 'migration', 'tap') AND NOT EXISTS (SELECT FROM manifest_schema AS s WHERE s.name = n.nspname)
    UNION ALL SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace$$,
  'no schema but those of the manifest, and nothing in public');

SELECT * FROM finish();
