-- Payouts from the database's side: what is refused, by which code; what stays as it is; who sees what (SE-08).
SELECT plan(31);

SELECT throws_ok($$SELECT settlement.prepare_payout_batch('2024-02-07', 'pigeon')$$, 'MS020', NULL, 'a channel that is none');
SELECT throws_ok($$SELECT settlement.prepare_payout_batch(NULL, 'toss')$$, 'MS020', NULL, 'no day');
SELECT throws_ok($$SELECT settlement.approve_payout_batch('P19990101-1')$$, 'MS420', NULL, 'an unknown batch');
SELECT throws_ok($$SELECT settlement.record_payout_result('P19990101-1-1', 1, 'failed', NULL, NULL, NULL, 'test')$$, 'MS421', NULL, 'an unknown payout');
SELECT throws_ok($$SELECT settlement.resolve_payout_exception(uuidv7(), true, 'why')$$, 'MS422', NULL, 'an unknown exception');
SELECT throws_ok($$SELECT settlement.record_payout_seller('nobody', 'x', 'APPROVED')$$, 'MS424', NULL, 'an unknown seller');
SELECT is(settlement.mask_account('110123456789'), '110-***-***789', 'a number is masked');
SELECT is(settlement.hide_account('to 110-123-456789 no'), 'to *** no', 'what may be a number is left out of a bank''s words');
SELECT is(settlement.hide_account('code 1042, 3 of 5'), 'code 1042, 3 of 5', 'short numbers stay');
SELECT is((SELECT count(*) FROM core.bank), 47::bigint, 'banks and securities firms');
SELECT is((SELECT name_ko FROM core.bank WHERE bank_code = '088'), '신한은행', 'by code');

-- A tenant with January settled and confirmed, and an account.
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "paid", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
INSERT INTO commerce.import_row
SELECT '00000000-0000-0000-0000-0000000000ba', 1, 'paid', '', 'p1', 'capture', '2024-01-05T12:00:00+09:00', 'KRW', 'card', '', '', '10000', '', '', '';
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000ba');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000ba', 'f', '', false, 0);
CREATE TEMP TABLE one AS SELECT settlement.find_tenant('paid') AS tenant_id;
SELECT settlement.close_period(ARRAY[tenant_id], '2024-01-31', '2024-02-10') FROM one;
SELECT settlement.settle_chunk(ARRAY[tenant_id]) FROM one;
CREATE TEMP TABLE january AS SELECT s.statement_id FROM settlement.statement AS s JOIN one USING (tenant_id);
SELECT settlement.confirm(statement_id) FROM january;
SELECT settlement.set_payout_account('paid', '088', '110-123-456789', '홍길동', '2024-01-01');

-- Held, then released, then prepared.
CREATE TEMP TABLE hold AS SELECT settlement.place_hold(statement_id, 'exclude', 'asked for', '2024-03-01', NULL, '2024-02-01T00:00:00Z') FROM january;
SELECT is((SELECT blocked_by FROM settlement.prepare_payout_batch('2024-02-07', 'bank_file', NULL, '2024-02-07T00:00:00Z')), 'excluded until 2024-03-01: asked for',
  'an excluded statement is not prepared, and why is said');
SELECT is((SELECT batch_number FROM settlement.prepare_payout_batch('2024-02-07', 'bank_file', NULL, '2024-03-02T00:00:00Z')), 'P20240207-1', 'when it has ended, it is');
SELECT throws_ok($$SELECT settlement.approve_payout_batch('P20240207-1', NULL, '2024-02-20T00:00:00Z')$$, 'MS511', NULL, 'nor approved while it is held');
SELECT is(settlement.approve_payout_batch('P20240207-1'), 'approved', 'later it is');
SELECT throws_ok($$SELECT settlement.record_payout_result('P20240207-1-1', 9660, 'succeeded', NULL, NULL, '2024-02-07', 'test')$$, 'MS522', NULL, 'another amount');
SELECT throws_ok(format($$SELECT settlement.record_payout_result('P20240207-1-1', %s, 'succeeded', NULL, NULL, '2024-02-07', 'test')$$, amount_minor),
  'MS523', NULL, 'an answer to what was not sent') FROM settlement.payout;
SELECT throws_ok(format($$SELECT settlement.record_payout_result('P20240207-1-1', %s, 'perhaps', NULL, NULL, '2024-02-07', 'test')$$, amount_minor),
  'MS022', NULL, 'an answer that is none') FROM settlement.payout;
SELECT throws_ok(format($$SELECT settlement.record_payout_result('P20240207-1-1', %s, 'succeeded', NULL, NULL, NULL, 'test')$$, amount_minor),
  'MS022', NULL, 'a success without a day') FROM settlement.payout;
SELECT throws_ok($$SELECT settlement.write_bank_file('P20240207-1', '004')$$, 'MS421', NULL, 'a file of a bank that is paid nothing');
SELECT is((SELECT total_minor FROM settlement.write_bank_file('P20240207-1')), (SELECT amount_minor FROM settlement.payout), 'the control total');
SELECT is(settlement.send_payout_batch('P20240207-1'), 'sent', 'a written batch is sent');
SELECT throws_ok('UPDATE settlement.payout SET amount_minor = amount_minor + 1', 'MS921', NULL, 'what it pays never changes');
SELECT throws_ok($$UPDATE settlement.payout SET status = 'prepared', sent_at = NULL$$, 'MS921', NULL, 'nor goes it back');
SELECT throws_ok('DELETE FROM settlement.payout', 'MC901', NULL, 'nor is it deleted');
SELECT throws_ok($$UPDATE settlement.payout_account_number SET account_number = '9999999999'$$, 'MC901', NULL, 'a number is never changed');
SELECT is(settlement.record_payout_submitted('P20240207-1-1', 'FPA_1'), 'recorded', 'the gateway''s id is kept');
SELECT throws_ok($$SELECT settlement.record_payout_submitted('P20240207-1-1', 'FPA_2')$$, 'MS922', NULL, 'another one is refused');
SELECT is(settlement.record_payout_result('P20240207-1-1', amount_minor, 'succeeded', NULL, NULL, '2024-02-07', 'test'), 'recorded', 'paid') FROM settlement.payout;
SELECT is((SELECT s.status || ' ' || s.paid_on FROM settlement.statement AS s JOIN january USING (statement_id)), 'paid 2024-02-07', 'its statement as well');
SELECT is_empty('SELECT f.* FROM one, settlement.verify(ARRAY[tenant_id]) AS f', 'and verification finds nothing');
