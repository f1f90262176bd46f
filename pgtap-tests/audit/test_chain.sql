-- The trail is only added to; its chain seals what no running transaction can precede.
SELECT plan(13);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "trailed"}');
CREATE TEMP TABLE one AS SELECT tenant_id, created_by FROM tenancy.tenant WHERE tenant_key = 'trailed';
SELECT isnt(audit.record(tenant_id, 'shop.opened', 'main', '{"n": 1}', created_by), NULL, 'an act is noted') FROM one;
SELECT throws_ok('UPDATE audit.entry SET subject = ''x''', 'MC901', NULL, 'a note never changes');
SELECT throws_ok('DELETE FROM audit.entry', 'MC901', NULL, 'and is never deleted');
SELECT throws_ok('TRUNCATE audit.entry CASCADE', 'MC901', NULL, 'not even all at once');
SELECT is(audit.seal(ARRAY[tenant_id]), 0::bigint, 'what this transaction noted is not sealed yet: others may still come before it') FROM one;
SELECT is_empty('SELECT v.* FROM one, audit.verify_chain(ARRAY[tenant_id]) AS v', 'an empty chain is sound');

-- The links that sealing would write, made by its own aggregate.
INSERT INTO audit.entry (tenant_id, entry_id, action, subject, created_by)
SELECT tenant_id, format('00000000-0000-7000-8000-00000000000%s', n)::uuid, 'shop.counted', n::text, created_by FROM one, generate_series(1, 3) AS n;
INSERT INTO audit.chain_link (tenant_id, chain_link_id, entry_id, hash)
SELECT e.tenant_id, row_number() OVER w, e.entry_id, audit.chain_hash(NULL, audit.entry_text(e)) OVER w
FROM audit.entry AS e JOIN one USING (tenant_id) WHERE e.action = 'shop.counted'
WINDOW w AS (PARTITION BY e.tenant_id ORDER BY e.entry_id ROWS UNBOUNDED PRECEDING);
SELECT is_empty('SELECT v.* FROM one, audit.verify_chain(ARRAY[tenant_id]) AS v', 'each link seals the one before and its entry');
SELECT throws_ok('UPDATE audit.chain_link SET hash = ''''', 'MC901', NULL, 'a link never changes');
SELECT isnt(l.hash, m.hash, 'no two links are alike') FROM audit.chain_link AS l JOIN one USING (tenant_id) JOIN audit.chain_link AS m ON m.tenant_id = l.tenant_id AND m.chain_link_id = 3
WHERE l.chain_link_id = 1;
SELECT is(audit.link_hash(NULL, '\x01', 'x'), sha256('\x01'::bytea || 'x'), 'a link is the hash of the one before and the text');
SELECT is(audit.link_hash('\x02', '\x01', 'x'), sha256('\x02'::bytea || 'x'), 'within a batch of the one just made');

SET LOCAL session_replication_role = replica;
UPDATE audit.entry SET detail = '{"n": 2}' WHERE entry_id = '00000000-0000-7000-8000-000000000002';
SELECT results_eq('SELECT v.check_name, v.subject FROM one, audit.verify_chain(ARRAY[tenant_id]) AS v', $$VALUES ('audit_chain', 'link 2')$$, 'a changed entry is named by its link alone');
DELETE FROM audit.chain_link WHERE chain_link_id = 1;
SELECT results_eq('SELECT v.finding FROM one, audit.verify_chain(ARRAY[tenant_id]) AS v LIMIT 1', $$VALUES ('links from 1 to 1 are missing')$$, 'a missing link as well');
SELECT * FROM finish();
