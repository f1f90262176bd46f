-- A statement goes on from state to state, never back, and keeps its figures (SE-05, SE-08).
SELECT plan(18);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "states", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
SELECT is_empty($$SELECT * FROM settlement.close_period(ARRAY[settlement.find_tenant('states')], '2024-02-29', '2024-03-10')$$,
  'for a new tenant nothing closes');
INSERT INTO commerce.import_row
SELECT '00000000-0000-0000-0000-00000000000a', n, 'states', '', 'p' || n, 'capture', format('2024-0%s-05T12:00:00+09:00', n), 'KRW', 'card', '', '', '10000', '', '', ''
FROM generate_series(1, 2) AS n;
SELECT is(commerce.check_import('00000000-0000-0000-0000-00000000000a'), 0::bigint, 'good rows have no fault');
SELECT is((SELECT recorded_count FROM settlement.record_import('00000000-0000-0000-0000-00000000000a', 'f', '', false, 0)), 2::bigint, 'they are recorded');
CREATE TEMP TABLE one AS SELECT settlement.find_tenant('states') AS tenant_id;
SELECT is((SELECT outcome FROM one, settlement.close_period(ARRAY[tenant_id], '2024-02-29', '2024-02-10')), 'closed', 'a period that is over closes');
SELECT is((SELECT closed_through FROM settlement.tenant_clock JOIN one USING (tenant_id)), '2024-01-31'::date, 'one that is not over stays open');
SELECT is((SELECT outcome FROM one, settlement.close_period(ARRAY[tenant_id], '2024-02-29', '2024-03-10')), 'closed', 'later it closes as well');
SELECT results_eq('SELECT c.* FROM one, settlement.settle_chunk(ARRAY[tenant_id]) AS c', 'VALUES (2::bigint, 2::bigint)', 'both are settled');
SELECT results_eq('SELECT c.* FROM one, settlement.settle_chunk(ARRAY[tenant_id]) AS c', 'VALUES (0::bigint, 0::bigint)', 'settling again changes nothing');
CREATE TEMP TABLE made AS
SELECT (SELECT statement_id FROM settlement.statement WHERE tenant_id = one.tenant_id AND period_end = '2024-01-31') AS january,
  (SELECT statement_id FROM settlement.statement WHERE tenant_id = one.tenant_id AND period_end = '2024-02-29') AS february FROM one;

SELECT throws_ok('SELECT settlement.reopen(january) FROM made', 'MS504', NULL, 'an earlier statement is not reopened');
SELECT throws_ok('SELECT settlement.pay(january, ''2024-02-07'') FROM made', 'MS503', NULL, 'what is not confirmed is not paid');
SELECT is(settlement.confirm(january), 'confirmed', 'a calculated statement is confirmed') FROM made;
SELECT is(settlement.confirm(january), 'confirmed', 'confirming twice is once') FROM made;
SELECT is(settlement.pay(january, '2024-02-07'), 'paid', 'a confirmed one is paid') FROM made;
SELECT throws_ok('SELECT settlement.pay(january, ''2024-02-08'') FROM made', 'MS503', NULL, 'but not on another day as well');
SELECT throws_ok('UPDATE settlement.statement SET payout_minor = payout_minor + 1, carry_out_minor = carry_out_minor - 1 WHERE statement_id = (SELECT february FROM made)',
  'MS901', NULL, 'its figures never change');
SELECT throws_ok('DELETE FROM settlement.statement WHERE statement_id = (SELECT february FROM made)', 'MS901', NULL, 'it is never deleted');
SELECT is(settlement.reopen(february), 'void', 'the latest calculated one is reopened') FROM made;
SELECT is((SELECT sum(CASE WHEN t.credit_account = 'unsettled_sales' THEN t.amount_minor ELSE -t.amount_minor END) FROM ledger.transfer AS t, one
  WHERE t.tenant_id = one.tenant_id AND 'unsettled_sales' IN (t.debit_account, t.credit_account)), 10000::numeric, 'and its event is unsettled again');
