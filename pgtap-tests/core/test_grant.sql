-- Rights: the first lock. What nobody may ever do is not granted.
SELECT plan(9);

CREATE TEMP VIEW granted AS
SELECT c.oid, c.oid::regclass::text AS name, c.relispartition, c.relkind, g.grantee::regrole::text AS role,
       g.privilege_type AS privilege
  FROM pg_class AS c
  JOIN manifest_schema AS s ON s.name = c.relnamespace::regnamespace::text
  CROSS JOIN LATERAL aclexplode(c.relacl) AS g
 WHERE g.grantee <> c.relowner;

SELECT is_empty('SELECT * FROM granted WHERE relispartition', 'partitions are reached through their parent alone');
SELECT is_empty(
  $$SELECT * FROM granted WHERE privilege IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')$$,
  'TRUNCATE and REFERENCES pass by row security: granted to nobody'
);
SELECT is_empty($$SELECT * FROM granted WHERE role IN ('-', 'public')$$, 'nothing is granted to PUBLIC');
SELECT is_empty(
  $$SELECT g.* FROM granted AS g LEFT JOIN manifest_table AS m ON m.name = g.name
     WHERE g.role IN ('mg_app', 'mg_auth', 'mg_operator', 'mg_auditor', 'mg_ops', 'mg_migrator', 'mg_batch')
       AND g.privilege <> 'SELECT' AND NOT (m.kind = 'staging' AND m.role = g.role)$$,
  'runtime roles write through routines, but for staging'
);
SELECT is_empty(
  $$SELECT g.* FROM granted AS g JOIN manifest_table AS m ON m.name = g.name
     WHERE (m.kind = 'door' AND g.role <> 'mg_door') OR m.kind = 'key'$$,
  'door tables are granted to the doors alone, the seal key to nobody'
);
SELECT is_empty(
  $$SELECT g.* FROM granted AS g LEFT JOIN manifest_table AS m ON m.name = g.name
     WHERE g.role IN ('mg_auth', 'mg_batch') AND coalesce(m.kind, 'tenant') NOT IN ('reference', 'staging') AND g.relkind IN ('r', 'p')$$,
  'log-in and workers read no tenant''s rows but through routines'
);
SELECT is_empty(
  $$SELECT g.* FROM granted AS g WHERE g.privilege IN ('UPDATE', 'DELETE')
     AND EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = g.oid AND t.tgfoid = 'core.tg__append_only'::regproc
       AND (t.tgtype & 16) <> 0 AND t.tgnargs = 0)$$,
  'facts can be neither changed nor deleted'
);
SELECT is_empty(
  $$SELECT name FROM unnest(ARRAY['commerce.payment_event', 'commerce.payment_ref', 'ledger.transfer', 'settlement.line',
      'settlement.adjustment', 'audit.entry', 'audit.chain_link']) AS name
     WHERE (SELECT count(*) FROM pg_trigger AS t WHERE t.tgrelid = name::regclass AND t.tgenabled = 'O'
       AND t.tgfoid = 'core.tg__append_only'::regproc) <> 2$$,
  'facts refuse UPDATE, DELETE and TRUNCATE by trigger as well'
);
SELECT is_empty(
  $$SELECT a.attrelid::regclass, a.attname FROM pg_attribute AS a JOIN our_table AS t ON t.oid = a.attrelid WHERE a.attacl IS NOT NULL$$,
  'no rights on single columns, which the tests above would not see'
);

SELECT * FROM finish();
