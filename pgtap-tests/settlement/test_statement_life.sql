-- Review by one person and confirmation by another, holds that end by themselves, signatures (SE-05, SE-08).
SELECT plan(58);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "life", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind, occurred_at, currency, method, channel, category, amount, platform_discount, original_ref, recorded_on)
SELECT '00000000-0000-0000-0000-00000000000b', n, 'life', '', 'p' || n, 'capture', format('2024-0%s-05T12:00:00+09:00', n), 'KRW', 'card', '', '', '10000', '', '', ''
FROM generate_series(1, 4) AS n;
SELECT commerce.check_import('00000000-0000-0000-0000-00000000000b');
SELECT recorded_count FROM settlement.record_import('00000000-0000-0000-0000-00000000000b', 'f', '', false, 0);
CREATE TEMP TABLE one AS SELECT settlement.find_tenant('life') AS tenant_id;
SELECT c.outcome FROM one, generate_series(1, 4), settlement.close_period(ARRAY[tenant_id], '2024-04-30', '2024-05-10') AS c;
SELECT c.* FROM one, settlement.settle_chunk(ARRAY[tenant_id]) AS c;
CREATE TEMP TABLE made AS
SELECT settlement.find_statement_number('life', '20240131-1') AS january, settlement.find_statement_number('life', '20240229-1') AS february,
  settlement.find_statement_number('life', '20240331-1') AS march, settlement.find_statement_number('life', '20240430-1') AS april;
CREATE TEMP TABLE who AS
SELECT tap.operator('ann@life.test') AS ann, tap.operator('bob@life.test') AS bob;

-- How many entries of one action a statement has, and whose they are.
CREATE FUNCTION pg_temp.trail(p_statement uuid, p_action text) RETURNS text LANGUAGE sql AS $trail$
  SELECT string_agg(identity.actor_name(e.created_by), ', ' ORDER BY e.entry_id) FROM audit.entry AS e
  WHERE e.subject = p_statement::text AND e.action = 'settlement.statement.' || p_action
$trail$;
CREATE FUNCTION pg_temp.status(p_statement uuid) RETURNS text LANGUAGE sql AS $status$
  SELECT s.status FROM settlement.statement AS s WHERE s.statement_id = p_statement
$status$;

-- Numbers.
SELECT throws_ok($$SELECT settlement.find_statement_number('life', '2024-01-31-1')$$, 'MS014', NULL, 'a number has its form');
SELECT throws_ok($$SELECT settlement.find_statement_number('life', '20240131-2')$$, 'MS401', NULL, 'and its statement');
SELECT throws_ok($$SELECT settlement.find_statement_number('life', '20240131-card-1')$$, 'MS401', NULL, 'of its schedule');
SELECT is((SELECT statement_number FROM settlement.statement_report, made WHERE statement_id = january), '20240131-1', 'the report writes the same number');

-- Review and the second person.
SELECT throws_ok('SELECT settlement.confirm(january, ann) FROM made, who', 'MS510', NULL, 'a person does not confirm what nobody reviewed');
SELECT is(settlement.review(january, ann), 'reviewed', 'one person reviews') FROM made, who;
SELECT is(settlement.review(january, bob), 'reviewed', 'reviewing again is the same review') FROM made, who;
SELECT is(pg_temp.trail(january, 'reviewed'), 'ann@life.test', 'which is noted once, the first person''s') FROM made;
SELECT throws_ok('SELECT settlement.confirm(january, ann) FROM made, who', 'MS510', NULL, 'the same person does not confirm');
SELECT throws_ok('SELECT settlement.unreview(january, '' '', ann) FROM made, who', 'MS012', NULL, 'a review is taken back for a reason');
SELECT is(settlement.unreview(january, 'a refund is missing', bob), 'calculated', 'anyone takes it back') FROM made, who;
SELECT is(settlement.unreview(january, 'a refund is missing', bob), 'calculated', 'twice is once') FROM made, who;
SELECT is(pg_temp.trail(january, 'unreviewed'), 'bob@life.test', 'it is noted once') FROM made;
SELECT is(settlement.review(january), 'reviewed', 'the service reviews as well') FROM made;
SELECT throws_ok('SELECT settlement.confirm(january, ann) FROM made, who', 'MS510', NULL, 'but for a person another person has to');
SELECT settlement.unreview(january, 'by nobody', bob), settlement.review(january, ann) FROM made, who;
SELECT is(settlement.confirm(january, bob), 'confirmed', 'another person confirms') FROM made, who;
SELECT is(settlement.confirm(january, ann), 'confirmed', 'confirming again is the same confirmation, whoever does') FROM made, who;
SELECT is(pg_temp.trail(january, 'confirmed'), 'bob@life.test', 'it is noted once, the second person''s') FROM made;
SELECT throws_ok('SELECT settlement.review(january, ann) FROM made, who', 'MS503', NULL, 'what is confirmed is not reviewed');
SELECT throws_ok('SELECT settlement.unreview(january, ''late'', ann) FROM made, who', 'MS503', NULL, 'nor is its review taken back');
SELECT throws_ok($$SELECT settlement.review(january, '00000000-0000-7000-8000-00000000dead') FROM made$$, 'MI403', NULL, 'nor does somebody unknown do anything');
SELECT throws_ok($$SELECT settlement.confirm(february, '00000000-0000-7000-8000-00000000dead') FROM made$$, 'MI403', NULL, 'who confirms is known');
SELECT is(settlement.confirm(february), 'confirmed', 'the service alone confirms what is calculated') FROM made;

-- Holds.
SELECT throws_ok($$SELECT settlement.place_hold(january, 'hold', ' ', '2024-06-01', ann, '2024-05-10') FROM made, who$$, 'MS010', NULL, 'a hold has a reason');
SELECT throws_ok($$SELECT settlement.place_hold(january, 'freeze', 'x', '2024-06-01', ann, '2024-05-10') FROM made, who$$, 'MS010', NULL, 'and is one of two kinds');
SELECT throws_ok($$SELECT settlement.place_hold(january, 'hold', 'x', 'infinity', ann, '2024-05-10') FROM made, who$$, 'MS010', NULL, 'and ends');
SELECT throws_ok($$SELECT settlement.place_hold(january, 'hold', 'x', '2024-05-10', ann, '2024-05-10') FROM made, who$$, 'MS011', NULL, 'after today');
CREATE TEMP TABLE held AS SELECT settlement.place_hold(january, 'hold', '통장 사본 확인 중', '2024-06-01', ann, '2024-05-10T00:00:00Z') AS id FROM made, who;
SELECT is(settlement.place_hold(january, 'hold', '통장 사본 확인 중', '2024-06-01', bob, '2024-05-10T00:00:00Z'), held.id, 'the same hold again is the same') FROM made, who, held;
SELECT is(pg_temp.trail(january, 'held'), 'ann@life.test', 'it is noted once') FROM made;
SELECT throws_ok($$SELECT settlement.pay(january, '2024-05-20', ann, '2024-05-31T14:59:59Z') FROM made, who$$, 'MS511', NULL, 'what is held is not paid, to the last second in Seoul');
SELECT is_empty($$SELECT a.* FROM made, settlement.active_hold('2024-05-31T15:00:00Z') AS a WHERE a.statement_id = january$$, 'then the hold has ended by itself');
SELECT is(settlement.pay(january, '2024-06-01', ann, '2024-05-31T15:00:00Z'), 'paid', 'and the statement is paid') FROM made, who;
SELECT is(settlement.pay(january, '2024-06-01', bob), 'paid', 'once') FROM made, who;
SELECT is(pg_temp.trail(january, 'paid'), 'ann@life.test', 'and noted once') FROM made;
SELECT throws_ok($$SELECT settlement.place_hold(january, 'hold', 'x', '2999-01-01', ann) FROM made, who$$, 'MS503', NULL, 'what is paid is not held');

SELECT settlement.place_hold(february, 'hold', 'court order', '2999-01-01', ann), settlement.place_hold(february, 'hold', 'no contract', '2999-02-01', bob),
  settlement.place_hold(february, 'exclude', 'paid by hand', '2999-03-01', bob) FROM made, who;
SELECT set_eq('SELECT kind, reason, expires_on FROM settlement.statement_hold_active JOIN made ON statement_id = february',
  $$VALUES ('hold', 'court order', '2999-01-01'::date), ('hold', 'no contract', '2999-02-01'), ('exclude', 'paid by hand', '2999-03-01')$$, 'several hold one statement');
SELECT results_eq('SELECT hold_kind, hold_reason, hold_expires_on FROM settlement.statement_report JOIN made ON statement_id = february',
  $$VALUES ('hold', 'no contract', '2999-02-01'::date)$$, 'the report tells the one that lasts');
SELECT results_eq('SELECT r.statement_id FROM settlement.list_statement(''life'', ''{confirmed}'', ''hold'') AS r', 'SELECT february FROM made', 'the list finds it');
SELECT throws_ok('SELECT settlement.release_hold(february, '''', NULL, ann) FROM made, who', 'MS012', NULL, 'released for a reason');
SELECT is(settlement.release_hold(february, 'all is well', 'hold', ann), 2::bigint, 'those of a kind are released together') FROM made, who;
SELECT is(settlement.release_hold(february, 'all is well', 'hold', ann), 0::bigint, 'once') FROM made, who;
SELECT is(pg_temp.trail(february, 'released'), 'ann@life.test', 'and noted once') FROM made;
SELECT is(settlement.pay(february, '2024-05-20', ann), 'paid', 'what is only excluded is paid by hand') FROM made, who;
SELECT throws_ok('UPDATE settlement.statement_hold SET expires_on = ''2024-01-01''', 'MC901', NULL, 'nothing else changes a hold');
SELECT is((SELECT string_agg(h.action, ' ' ORDER BY h.at, h.action) FROM settlement.statement_history AS h, made WHERE h.statement_id = january AND h.reason IS NULL),
  'calculated confirmed paid reviewed', 'the history tells the states') ;
SELECT set_eq('SELECT action, reason FROM settlement.statement_history JOIN made ON statement_id = january WHERE reason IS NOT NULL',
  $$VALUES ('held', '통장 사본 확인 중'), ('expired', '통장 사본 확인 중')$$, 'and holds with their reasons and ends');

-- A hold outlives reopening.
SELECT settlement.place_hold(april, 'hold', 'looked into', '2999-01-01', ann), settlement.review(april, ann) FROM made, who;
SELECT throws_ok('SELECT settlement.reopen(march, ann) FROM made, who', 'MS504', NULL, 'only the latest is reopened');
SELECT is(settlement.reopen(april, ann), 'void', 'a reviewed one as well') FROM made, who;
SELECT c.outcome FROM one, settlement.close_period(ARRAY[tenant_id], '2024-04-30', '2024-05-10') AS c;
SELECT c.* FROM one, settlement.settle_chunk(ARRAY[tenant_id]) AS c;
SELECT results_eq('SELECT kind, reason FROM settlement.statement_hold_active WHERE statement_id = settlement.find_statement_number(''life'', ''20240430-2'')',
  $$VALUES ('hold', 'looked into')$$, 'what is calculated anew is held as well');

-- Signatures.
SELECT results_eq('SELECT s.status, g.line_count FROM made, settlement.statement AS s JOIN settlement.statement_signature AS g USING (tenant_id, statement_id) WHERE s.statement_id IN (january, february) ORDER BY s.period_end',
  $$VALUES ('paid', 1::bigint), ('paid', 1)$$, 'what is confirmed is signed');
SELECT is_empty('SELECT 1 FROM settlement.statement_signature AS g, made WHERE g.statement_id IN (march, april)', 'nothing else is');
SELECT is((SELECT matches FROM made, audit.read_signature(january)), true, 'the signature holds and the trail says the same');
SELECT is((SELECT matches FROM made, audit.read_signature(march)), false, 'what is not signed does not match');
SELECT throws_ok('DELETE FROM settlement.statement_signature', 'MC901', NULL, 'a signature stays');
SELECT is(settlement.sign_confirmed(ARRAY[tenant_id]), 0::bigint, 'what is signed is not signed again') FROM one;
SELECT is_empty('SELECT f.* FROM one, settlement.verify(ARRAY[tenant_id]) AS f UNION ALL SELECT f.* FROM one, audit.verify_signature(ARRAY[tenant_id]) AS f', 'all is well');

-- Schedules of one tenant have statements of the same days; a code may look like a number.
INSERT INTO settlement.statement
SELECT (jsonb_populate_record(s, jsonb_build_object('schedule_code', c.code, 'statement_id', c.id, 'status', 'calculated'))).*
FROM made, (VALUES ('card-2', '00000000-0000-7000-8000-0000000000c2'), ('2', '00000000-0000-7000-8000-000000000002')) AS c (code, id), settlement.statement AS s
WHERE s.statement_id = march;
SELECT set_eq($$SELECT statement_number FROM settlement.statement_report WHERE tenant_key = 'life' AND period_end = '2024-03-31'$$,
  $$VALUES ('20240331-1'), ('20240331-card-2-1'), ('20240331-2-1')$$, 'each has a number of its own');
SELECT results_eq($$SELECT settlement.find_statement_number('life', n) FROM unnest(ARRAY['20240331-card-2-1', '20240331-2-1', '20240331-1']) AS n$$,
  $$SELECT i FROM made, unnest(ARRAY['00000000-0000-7000-8000-0000000000c2', '00000000-0000-7000-8000-000000000002', march]) AS i$$, 'which leads back to it');
SELECT * FROM finish();
