-- Adjustments that one person asks for, with documents, and another approves (SE-05).
SELECT plan(35);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "asked", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE who AS
SELECT tap.operator('ann@asked.test') AS ann, tap.operator('bob@asked.test') AS bob;
CREATE FUNCTION pg_temp.trail(p_subject uuid, p_action text) RETURNS text LANGUAGE sql AS $trail$
  SELECT string_agg(identity.actor_name(e.created_by), ', ' ORDER BY e.entry_id) FROM audit.entry AS e
  WHERE e.subject = p_subject::text AND e.action = 'settlement.adjustment.' || p_action
$trail$;

SELECT throws_ok('SELECT settlement.request_adjustment(''asked'', ''2024-01-05'', ''0'', ''x'', ''k'', ann) FROM who', 'MS001', NULL, 'nothing is not asked for');
SELECT throws_ok('SELECT settlement.request_adjustment(''asked'', ''2024-01-05'', ''5'', '' '', ''k'', ann) FROM who', 'MS001', NULL, 'nor anything without a reason');
SELECT throws_ok('SELECT settlement.request_adjustment(''asked'', ''2024-01-05'', ''1.5'', ''x'', ''k'', ann) FROM who', 'MC004', NULL, 'nor half a won');
SELECT throws_ok('SELECT settlement.request_adjustment(''asked'', ''2024-01-05'', ''5'', ''x'', ''k'', ann, ''card'') FROM who', 'MS412', NULL, 'nor for a schedule that is none');
CREATE TEMP TABLE asked AS SELECT settlement.request_adjustment('asked', '2024-01-05', '-2500', '파손', 'k', ann) AS id FROM who;
SELECT is(settlement.request_adjustment('asked', '2024-01-05', '-2500', '파손', 'k', bob), asked.id, 'the same key is the same request') FROM who, asked;
SELECT throws_ok('SELECT settlement.request_adjustment(''asked'', ''2024-01-05'', ''-2501'', ''파손'', ''k'', bob) FROM who', 'MS501', NULL, 'another request needs another key');
SELECT is(pg_temp.trail(id, 'requested'), 'ann@asked.test', 'it is noted once') FROM asked;
SELECT is((SELECT count(*) FROM settlement.adjustment AS a JOIN asked ON true WHERE a.tenant_id = settlement.find_tenant('asked')), 0::bigint, 'and nothing is adjusted yet');

-- Documents.
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''../x.pdf'', ''application/pdf'', ''\x25'', ann) FROM asked, who', 'MS013', NULL, 'a document has a plain name');
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''x.pdf'', ''pdf'', ''\x25'', ann) FROM asked, who', 'MS013', NULL, 'a media type');
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''x.pdf'', ''application/pdf'', '''', ann) FROM asked, who', 'MS013', NULL, 'some content');
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''x.pdf'', ''application/pdf'', NULL, ann) FROM asked, who', 'MS013', NULL, 'and not none');
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''x.pdf'', ''application/pdf'', convert_to(repeat(''x'', 5242881), ''UTF8''), ann) FROM asked, who', 'MS013', NULL, 'and 5 MiB at the most');
CREATE TEMP TABLE file AS SELECT settlement.attach_adjustment_file(id, '견적서.pdf', 'application/pdf', convert_to(repeat('x', 5242880), 'UTF8'), ann) AS id FROM asked, who;
SELECT is(settlement.attach_adjustment_file(asked.id, '견적서.pdf', 'application/pdf', convert_to(repeat('x', 5242880), 'UTF8'), bob), file.id, 'the same file is attached once') FROM asked, file, who;
SELECT is(pg_temp.trail(id, 'attached'), 'ann@asked.test', 'and noted once') FROM asked;
SELECT results_eq('SELECT f.file_name, f.size_bytes, f.content_sha256 FROM file, settlement.read_attachment(id) AS f',
  $$VALUES ('견적서.pdf', 5242880, sha256(convert_to(repeat('x', 5242880), 'UTF8')))$$, 'it is read as it was given');
SELECT throws_ok('SELECT settlement.read_attachment(uuidv7())', 'MS411', NULL, 'another one is not there');
SELECT throws_ok('UPDATE settlement.adjustment_attachment SET file_name = ''y''', 'MC901', NULL, 'it never changes');
SELECT throws_ok('UPDATE settlement.adjustment_request SET amount_minor = 1', 'MC901', NULL, 'nor does what was asked for');

-- The second person.
SELECT throws_ok('SELECT settlement.approve_adjustment(id, ann) FROM asked, who', 'MS512', NULL, 'who asked does not approve');
SELECT throws_ok('SELECT settlement.reject_adjustment(id, ''no'', ann) FROM asked, who', 'MS512', NULL, 'nor reject');
SELECT throws_ok($$SELECT settlement.approve_adjustment(id, '00000000-0000-7000-8000-00000000dead') FROM asked$$, 'MI403', NULL, 'nor does nobody');
SELECT throws_ok('SELECT settlement.approve_adjustment(uuidv7())', 'MS410', NULL, 'only what was asked for is approved');
CREATE TEMP TABLE made AS SELECT settlement.approve_adjustment(id, bob) AS id FROM asked, who;
SELECT results_eq('SELECT a.adjusted_on, a.amount_minor, a.reason, a.request_key FROM settlement.adjustment AS a JOIN made ON a.adjustment_id = made.id',
  'SELECT ''2024-01-05''::date, -2500::bigint, ''파손'', id::text FROM asked', 'what was asked for is recorded, with the request as its key');
SELECT is(settlement.approve_adjustment(asked.id, ann), made.id, 'approving again changes nothing, whoever does') FROM asked, made, who;
SELECT is(pg_temp.trail(id, 'approved'), 'bob@asked.test', 'it is noted once, the second person''s') FROM asked;
SELECT is(pg_temp.trail(id, 'recorded'), 'bob@asked.test', 'and so is the adjustment') FROM made;
SELECT throws_ok('SELECT settlement.reject_adjustment(id, ''no'', bob) FROM asked, who', 'MS513', NULL, 'what is approved is not rejected');
SELECT throws_ok('SELECT settlement.attach_adjustment_file(id, ''y.pdf'', ''application/pdf'', ''\x25'', ann) FROM asked, who', 'MS513', NULL, 'and nothing is attached any more');

CREATE TEMP TABLE other AS SELECT settlement.request_adjustment('asked', '2024-01-06', '700', '판촉', 'k2', ann) AS id FROM who;
SELECT throws_ok('SELECT settlement.reject_adjustment(id, '' '', bob) FROM other, who', 'MS012', NULL, 'it is rejected for a reason');
SELECT is(settlement.reject_adjustment(id, '중복', bob), 'rejected', 'another person rejects') FROM other, who;
SELECT is(settlement.reject_adjustment(id, '중복', bob), 'rejected', 'twice is once') FROM other, who;
SELECT is(pg_temp.trail(id, 'rejected'), 'bob@asked.test', 'and noted once') FROM other;
SELECT throws_ok('SELECT settlement.approve_adjustment(id, bob) FROM other, who', 'MS513', NULL, 'what is rejected is not approved');
CREATE TEMP TABLE own AS SELECT settlement.request_adjustment('asked', '2024-01-07', '800', 'console', 'k3') AS id;
SELECT isnt(settlement.approve_adjustment(id), NULL, 'the service alone asks and approves: an operator at the console') FROM own;
SELECT * FROM finish();
