-- Every tenant table leads with tenant_id, in every key that is checked without row security.
SELECT plan(12);

SELECT cmp_ok((SELECT count(*) FROM our_table WHERE kind = 'tenant'), '>=', 15::bigint, 'there are tenant tables to look at');
SELECT is_empty(
  $$SELECT m.name FROM manifest_table AS m WHERE NOT EXISTS (SELECT FROM our_table AS t WHERE t.name = m.name)$$,
  'every table that the manifest excepts exists'
);
SELECT is_empty(
  $$SELECT t.name FROM our_table AS t WHERE t.kind = 'tenant' AND NOT EXISTS (
      SELECT FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id' AND a.attnotnull
         AND a.atttypid = 'uuid'::regtype AND NOT a.atthasdef AND a.attgenerated = '' AND a.attidentity = '')$$,
  'tenant_id is uuid NOT NULL, and never made up by a default'
);
SELECT is_empty(
  $$SELECT t.name FROM our_table AS t WHERE NOT EXISTS (
      SELECT FROM pg_constraint AS k WHERE k.conrelid = t.oid AND k.contype = 'p')$$,
  'every table has a primary key'
);
SELECT is_empty(
  $$SELECT i.indexrelid::regclass FROM our_table AS t JOIN pg_index AS i ON i.indrelid = t.oid
     JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
     WHERE t.kind = 'tenant' AND (i.indisunique OR i.indisexclusion) AND a.attname <> 'tenant_id'$$,
  'primary keys, unique constraints and unique indexes lead with tenant_id: others would tell of other tenants'
);
SELECT is_empty(
  $$SELECT k.conname FROM our_table AS t JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
     JOIN our_table AS r ON r.oid = k.confrelid AND r.kind = 'tenant'
     JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
     JOIN pg_attribute AS b ON b.attrelid = r.oid AND b.attnum = k.confkey[1]
     WHERE (a.attname, b.attname) <> ('tenant_id', 'tenant_id')$$,
  'foreign keys to tenant tables lead with tenant_id: their checks pass by row security'
);
SELECT is_empty(
  $$SELECT k.conname FROM our_table AS t JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
     JOIN our_table AS r ON r.oid = k.confrelid
     WHERE (t.kind <> 'tenant' AND r.kind = 'tenant') OR k.confdeltype IN ('n', 'd')$$,
  'no global table refers to a tenant table, and no key is set to null or default on delete'
);
SELECT is_empty(
  $$SELECT t.name, a.attname FROM our_table AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0
     JOIN pg_type AS y ON y.oid = a.atttypid
     WHERE NOT a.attisdropped AND (y.typtype IN ('e', 'd') OR a.atttypid IN ('timestamp'::regtype, 'money'::regtype,
       'json'::regtype, 'float4'::regtype, 'float8'::regtype, 'bpchar'::regtype, 'varchar'::regtype))$$,
  'no enums, domains, floats or types that invite mistakes'
);
SELECT is_empty(
  $$SELECT t.name, a.attname FROM our_table AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND NOT a.attisdropped
     WHERE a.attname LIKE '%\_minor' AND (a.atttypid <> 'bigint'::regtype OR NOT EXISTS (
       SELECT FROM pg_attribute AS c WHERE c.attrelid = t.oid AND c.attname = 'currency' AND c.atttypid = 'text'::regtype))$$,
  'money is bigint minor units beside a currency'
);
SELECT is_empty(
  $$SELECT t.name FROM our_table AS t JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'p'
     JOIN pg_partitioned_table AS p ON p.partrelid = t.oid
     WHERE k.conkey[1:2] <> ARRAY[(SELECT a.attnum FROM pg_attribute AS a WHERE a.attrelid = t.oid
       AND a.attname = 'tenant_id'), p.partattrs[0]]$$,
  'the key of a partitioned table is tenant_id, then its day'
);

-- What a distributed engine would refuse.
SELECT is_empty(
  $$SELECT t.name, a.attname FROM our_table AS t JOIN pg_attribute AS a ON a.attrelid = t.oid
     WHERE NOT a.attisdropped AND (a.attidentity <> '' OR pg_get_serial_sequence(t.name, a.attname) IS NOT NULL)$$,
  'no sequences: ids are uuids, numbers count within a tenant'
);
SELECT is_empty(
  $$SELECT t.name, g.tgname FROM our_table AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid
     WHERE t.kind = 'tenant' AND NOT g.tgisinternal AND g.tgfoid NOT IN ('core.tg__append_only'::regproc,
       'settlement.tg_statement__keep_figures'::regproc, 'billing.tg_tax_invoice__keep_content'::regproc,
       'settlement.tg_payout__keep_content'::regproc,
       'settlement.tg_chargeback_case__keep_facts'::regproc, 'settlement.tg_anomaly__keep_finding'::regproc)$$,
  'triggers on tenant tables only refuse changes; none makes or guards money'
);

SELECT * FROM finish();
