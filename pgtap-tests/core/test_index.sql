-- Indexes that row security can use, one for every foreign key.
SELECT plan(4);

SELECT is_empty(
  $$SELECT t.name, k.conname FROM our_table AS t JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
     WHERE NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indpred IS NULL AND (
         (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
         OR i.indisunique AND i.indexprs IS NULL AND k.conkey @> (i.indkey::smallint[])[0:i.indnkeyatts - 1]))$$,
  'every foreign key has an index that begins with its columns'
);
SELECT is_empty(
  $$SELECT i.indexrelid::regclass, y.typname FROM our_table AS t JOIN pg_index AS i ON i.indrelid = t.oid
     JOIN pg_attribute AS a ON a.attrelid = i.indexrelid JOIN pg_type AS y ON y.oid = a.atttypid
     WHERE t.kind = 'tenant' AND (y.typtype = 'e' OR a.atttypid IN ('numeric'::regtype, 'jsonb'::regtype, 'tsvector'::regtype))$$,
  'no index on a type whose operators are not leakproof: row security could not use it'
);
SELECT is_empty($$SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid$$, 'no index is invalid');
SELECT is_empty(
  $$SELECT k.conrelid::regclass, k.conname FROM pg_constraint AS k JOIN our_table AS t ON t.oid = k.conrelid
     WHERE NOT k.convalidated OR NOT k.conenforced$$,
  'every constraint is validated and enforced'
);

SELECT * FROM finish();
