-- Disputes: the hold, each decision, and every order of refund, chargeback and case; nothing is taken twice (SE-01, SE-05).
SELECT plan(50);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "cb", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE one AS SELECT settlement.find_tenant('cb') AS tenant_id;
-- A payments file of one row, as imports record it: kind, reference, capture, amount, day.
CREATE FUNCTION pg_temp.file(p_kind text, p_ref text, p_original text, p_amount text, p_day text, p_discount text DEFAULT '') RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_file uuid := uuidv7(); v_error text;
BEGIN
  INSERT INTO commerce.import_row VALUES (v_file, 1, 'cb', '', p_ref, p_kind, p_day || 'T12:00:00+09:00', 'KRW', 'card', '', '', p_amount, p_discount, p_original, '');
  PERFORM commerce.check_import(v_file);
  PERFORM settlement.record_import(v_file, p_ref, '', false, 0, (p_day || 'T13:00:00+09:00')::timestamptz);
  SELECT e.error INTO v_error FROM commerce.import_event AS e WHERE e.import_file_id = v_file;
  RETURN coalesce(v_error, v_file::text);
END $$;
-- What the tenant has lost of a payment by now: returns, holds and adjustments together.
CREATE FUNCTION pg_temp.taken(p_ref text) RETURNS bigint LANGUAGE sql AS $$
  SELECT settlement.returned_amount(p.tenant_id, p.settlement_day, p.payment_event_id) - coalesce((SELECT sum(a.amount_minor)
    FROM settlement.chargeback_case AS c JOIN settlement.chargeback_step AS s USING (tenant_id, chargeback_case_id) JOIN settlement.adjustment AS a USING (tenant_id, adjustment_id)
    WHERE c.capture_event_id = p.payment_event_id), 0)::bigint
  FROM commerce.payment_ref AS p, one WHERE p.tenant_id = one.tenant_id AND p.ref = p_ref $$;
CREATE FUNCTION pg_temp.of_case(p_ref text) RETURNS uuid LANGUAGE sql AS $$ SELECT settlement.find_chargeback('cb/' || p_ref) $$;
SELECT pg_temp.file('capture', 'p' || n, '', '10000', '2024-01-05', CASE n WHEN 7 THEN '2000' ELSE '' END) FROM generate_series(1, 9) AS n;

-- Opening.
SELECT lives_ok($$SELECT settlement.open_chargeback('cb', 'p1', 'd1', '4853', '6000', '2024-01-20', 'not received', '2024-01-10+09')$$, 'a case about a part of a payment');
SELECT is(settlement.open_chargeback('cb', 'p1', 'd1', '4853', '6000'), pg_temp.of_case('d1'), 'the same notice again is the same case');
SELECT results_eq($$SELECT a.amount_minor, a.effective_on, a.reason FROM settlement.adjustment AS a JOIN one USING (tenant_id)$$,
  $$VALUES (-6000::bigint, '2024-01-10'::date, '차지백 보류 · chargeback hold d1 (4853)')$$, 'what is disputed is held, once');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p2', 'd1', '4853')$$, 'MS531', NULL, 'the same reference for another payment');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p2', 'p3', '4853')$$, 'MS531', NULL, 'a reference that a payment has');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p1', 'd1b', '4853', '1')$$, 'MS533', NULL, 'a second open case of one payment');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'nothing', 'd2', '4853')$$, 'MS431', NULL, 'a payment that is not there');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p2', 'd2', '4853', '0')$$, 'MS030', NULL, 'a dispute about nothing');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p2', 'd2', '4853', '10001')$$, 'MS532', NULL, 'more than was captured');
SELECT throws_ok($$SELECT settlement.lose_chargeback(uuidv7())$$, 'MS430', NULL, 'a case that is not there');
SELECT throws_ok($$SELECT settlement.note_chargeback(pg_temp.of_case('d1'), ' ')$$, 'MS031', NULL, 'an empty note');
SELECT is(settlement.note_chargeback(pg_temp.of_case('d1'), 'receipt sent', '2024-01-11+09'), 'open', 'a note on evidence');

-- Won.
SELECT is(settlement.win_chargeback(pg_temp.of_case('d1'), '', '2024-01-15+09'), 'won', 'an open case is won');
SELECT is(settlement.win_chargeback(pg_temp.of_case('d1')), 'won', 'winning twice is once');
SELECT is(pg_temp.taken('p1'), 0::bigint, 'and all is given back');
SELECT throws_ok($$SELECT settlement.lose_chargeback(pg_temp.of_case('d1'))$$, 'MS530', NULL, 'what is won is not lost');
SELECT throws_ok($$SELECT settlement.withdraw_chargeback(pg_temp.of_case('d1'))$$, 'MS530', NULL, 'nor withdrawn');
SELECT results_eq($$SELECT step_number, step, held_change_minor, note FROM settlement.list_chargeback_step(pg_temp.of_case('d1'))$$,
  $$VALUES (1, 'opened', 6000::bigint, 'not received'), (2, 'evidence', 0, 'receipt sent'), (3, 'won', -6000, '')$$, 'its history');

-- Lost, with a refund of a part before the decision: 4000 + 10000 overlap by 4000.
SELECT settlement.open_chargeback('cb', 'p2', 'd2', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT pg_temp.file('refund', 'r2', 'p2', '4000', '2024-01-11');
SELECT is((SELECT c.held_minor FROM settlement.chargeback_case AS c WHERE c.gateway_ref = 'd2'), 6000::bigint, 'a refund by file releases what it overlaps');
SELECT is(pg_temp.taken('p2'), 10000::bigint, 'held and returned are the payment');
SELECT is(settlement.lose_chargeback(pg_temp.of_case('d2'), 'no answer', '2024-01-12+09'), 'lost', 'the case is lost');
SELECT is(settlement.lose_chargeback(pg_temp.of_case('d2')), 'lost', 'losing twice is once');
SELECT results_eq($$SELECT e.kind, e.amount_minor, e.settlement_day FROM commerce.payment_event AS e JOIN one USING (tenant_id) WHERE e.ref = 'd2'$$,
  $$VALUES ('chargeback', 6000::bigint, '2024-01-12'::date)$$, 'a chargeback of what is left is recorded');
SELECT is(pg_temp.taken('p2'), 10000::bigint, 'and no more is taken than was captured');
SELECT throws_ok($$SELECT settlement.open_chargeback('cb', 'p2', 'd2b', '4853')$$, 'MS532', NULL, 'what is returned already is not disputed');

-- Lost when all was refunded.
SELECT settlement.open_chargeback('cb', 'p3', 'd3', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT pg_temp.file('refund', 'r3', 'p3', '10000', '2024-01-11');
SELECT settlement.lose_chargeback(pg_temp.of_case('d3'), '', '2024-01-12+09');
SELECT is((SELECT count(*) FROM commerce.payment_event AS e JOIN one USING (tenant_id) WHERE e.ref = 'd3'), 0::bigint, 'of a refunded payment no chargeback is recorded');
SELECT is(pg_temp.taken('p3'), 10000::bigint, 'the refund alone is taken');

-- The chargeback comes by file.
SELECT settlement.open_chargeback('cb', 'p4', 'd4', '4853', NULL, NULL, '', '2024-01-10+09');
CREATE TEMP TABLE filed AS SELECT pg_temp.file('chargeback', 'f4', 'p4', '10000', '2024-01-11')::uuid AS file_id;
SELECT is((SELECT c.status FROM settlement.chargeback_case AS c WHERE c.gateway_ref = 'd4'), 'lost', 'a chargeback by file closes the case');
SELECT is(pg_temp.taken('p4'), 10000::bigint, 'and takes the place of the hold');
SELECT is(pg_temp.file('refund', 'r4', 'p4', '1', '2024-01-12'), 'returns 10001 in all of capture "p4", which is 10000 (minor units)', 'a refund after it is refused');
SELECT is(settlement.win_chargeback(pg_temp.of_case('d4'), '', '2024-01-20+09'), 'won', 'what was lost is won after all');
SELECT is(settlement.win_chargeback(pg_temp.of_case('d4')), 'won', 'once');
SELECT is(pg_temp.taken('p4'), 0::bigint, 'and the chargeback is given back');
SELECT throws_ok($$SELECT settlement.undo_import(file_id) FROM filed$$, 'MS535', NULL, 'a chargeback that was given back is not undone');

-- An import undone.
CREATE TEMP TABLE wrong AS SELECT pg_temp.file('capture', 'w', '', '500', '2024-01-06')::uuid AS file_id;
SELECT settlement.open_chargeback('cb', 'w', 'dw', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT throws_ok($$SELECT settlement.undo_import(file_id) FROM wrong$$, 'MS535', NULL, 'a payment under dispute is not undone');
SELECT is(settlement.withdraw_chargeback(pg_temp.of_case('dw'), '', '2024-01-11+09'), 'withdrawn', 'the dispute is withdrawn');
SELECT is(settlement.withdraw_chargeback(pg_temp.of_case('dw')), 'withdrawn', 'once');
SELECT is(settlement.undo_import(file_id), 1::bigint, 'then its file can be undone') FROM wrong;
SELECT settlement.open_chargeback('cb', 'p5', 'd5', '4853', NULL, NULL, '', '2024-01-10+09');
CREATE TEMP TABLE filed5 AS SELECT pg_temp.file('chargeback', 'f5', 'p5', '10000', '2024-01-11')::uuid AS file_id;
SELECT settlement.undo_import(file_id) FROM filed5;
SELECT settlement.win_chargeback(pg_temp.of_case('d5'), '', '2024-01-12+09');
SELECT is(pg_temp.taken('p5'), 0::bigint, 'of a chargeback that was undone nothing is given back again');

-- The coupon that a chargeback took back comes back with it: 10000 and 2000.
SELECT settlement.open_chargeback('cb', 'p7', 'd7', '4853', '5000', NULL, '', '2024-01-10+09');
SELECT settlement.lose_chargeback(pg_temp.of_case('d7'), '', '2024-01-11+09');
SELECT settlement.win_chargeback(pg_temp.of_case('d7'), '', '2024-01-12+09');
SELECT is((SELECT c.restored_minor FROM settlement.chargeback_case AS c WHERE c.gateway_ref = 'd7'), 6000::bigint, 'half of it with half of the payment');

-- A reference that another event took meanwhile, and what a closed month does.
SELECT settlement.open_chargeback('cb', 'p8', 'd8', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT pg_temp.file('capture', 'd8', '', '1', '2024-01-11');
SELECT throws_ok($$SELECT settlement.lose_chargeback(pg_temp.of_case('d8'), '', '2024-01-12+09')$$, 'MS534', NULL, 'the reference of the case is another payment''s by now');
SELECT settlement.withdraw_chargeback(pg_temp.of_case('d8'), '', '2024-01-12+09');
SELECT settlement.open_chargeback('cb', 'p9', 'd9', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT settlement.close_period(ARRAY[tenant_id], '2024-01-31', '2024-02-10') FROM one;
SELECT settlement.settle_chunk(ARRAY[tenant_id]) FROM one;
SELECT settlement.lose_chargeback(pg_temp.of_case('d9'), '', '2024-01-31+09');
SELECT results_eq($$SELECT e.settlement_day, (SELECT max(a.effective_on) FROM settlement.adjustment AS a WHERE a.tenant_id = e.tenant_id)
  FROM commerce.payment_event AS e JOIN one USING (tenant_id) WHERE e.ref = 'd9'$$, $$VALUES ('2024-02-01'::date, '2024-02-01'::date)$$,
  'a decision of a closed month counts in the first open one');

-- A payment of a schedule of its own: the hold stands on that schedule's statement.
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "weekly", "schedules": [{"code": "cards", "methods": ["card"], "cycle": "weekly"}]}');
CREATE TEMP TABLE two AS SELECT settlement.find_tenant('weekly') AS tenant_id;
INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind, occurred_at, currency, method, channel, category, amount,
  platform_discount, original_ref, recorded_on)
SELECT '00000000-0000-0000-0000-0000000000f1', n, 'weekly', '', 'w' || n, 'capture', '2024-01-09T12:00:00+09:00', 'KRW', CASE n WHEN 1 THEN 'card' ELSE 'point' END, '', '', '9000', '', '', ''
FROM generate_series(1, 2) AS n;
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000f1');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000f1', 'f', '', false, 0, '2024-01-09 13:00+09');
SELECT settlement.open_chargeback('weekly', 'w1', 'dw1', '4853', NULL, NULL, '', '2024-01-10+09');
SELECT settlement.close_period(ARRAY[tenant_id], '2024-01-14', '2024-01-15 01:00+09') FROM two;
SELECT settlement.settle_chunk(ARRAY[tenant_id]) FROM two;
SELECT results_eq($$SELECT s.schedule_code, s.gross_sales_minor, s.adjustments_minor, s.payout_minor, a.reason FROM two JOIN settlement.statement AS s USING (tenant_id)
  JOIN settlement.statement_adjustment AS a USING (tenant_id, statement_id)$$,
  $$VALUES ('cards', 9000::bigint, -9000::bigint, 0::bigint, '차지백 보류 · chargeback hold dw1 (4853)')$$, 'held on the statement of the payment''s schedule');
SELECT is_empty($$SELECT f.* FROM two, settlement.verify(ARRAY[tenant_id]) AS f$$, 'and verified');

SELECT throws_ok($$UPDATE settlement.chargeback_case SET amount_minor = 1$$, 'MS930', NULL, 'facts of a case never change');
SELECT throws_ok($$UPDATE settlement.chargeback_step SET note = ''$$, 'MC901', NULL, 'nor does its history');
SELECT throws_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 5, 'x', 'k', NULL, 'none') FROM one$$, 'MS412', NULL, 'an adjustment of a schedule that is not there');
SELECT is_empty($$SELECT f.* FROM one, settlement.verify(ARRAY[tenant_id]) AS f$$, 'and verification finds nothing');

-- Records that were disposed of in time are not missed, but an open dispute needs its payment.
SELECT settlement.open_chargeback('cb', 'p6', 'd6', '4853', NULL, NULL, '', '2024-01-10+09');
SET LOCAL session_replication_role = replica;
DELETE FROM commerce.payment_event AS e USING one WHERE e.tenant_id = one.tenant_id;
DELETE FROM settlement.adjustment AS a USING one WHERE a.tenant_id = one.tenant_id AND a.effective_on <= '2024-01-31';
INSERT INTO settlement.disposed_through (tenant_id, disposed_on, recomputed_after) SELECT tenant_id, '2024-02-10', '2024-02-10' FROM one;
SET LOCAL session_replication_role = origin;
SELECT results_eq($$SELECT f.check_name, f.subject FROM one, settlement.verify_chargeback(ARRAY[tenant_id]) AS f$$,
  $$VALUES ('chargeback_payment', 'case d6 of payment p6')$$, 'only the open one is named');
UPDATE settlement.disposed_through AS t SET disposed_on = '2024-01-01' FROM one WHERE t.tenant_id = one.tenant_id;
SELECT cmp_ok((SELECT count(*) FROM one, settlement.verify_chargeback(ARRAY[tenant_id]) AS f), '>', 10::bigint, 'what went too early is');
