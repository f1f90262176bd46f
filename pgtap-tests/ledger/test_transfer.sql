-- The book: every entry moves a positive amount between two accounts, once, and stays.
SELECT plan(11);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "book"}');
CREATE TEMP TABLE one AS SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'book';
CREATE FUNCTION pg_temp.post(p_type text, p_leg text, p_debit text, p_credit text, p_amount bigint) RETURNS void LANGUAGE sql AS $post$
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT tenant_id, '2024-01-15', p_type, '00000000-0000-7000-8000-00000000abcd', p_leg, p_debit, p_credit, p_amount, 'KRW' FROM one
$post$;
SELECT lives_ok($$SELECT pg_temp.post('event', 'payment', 'pg_receivable', 'unsettled_sales', 1000)$$, 'an amount moves');
SELECT lives_ok($$SELECT pg_temp.post('event', 'discount', 'promotion_expense', 'unsettled_sales', 50)$$, 'a leg at a time');
SELECT throws_ok($$SELECT pg_temp.post('event', 'payment', 'pg_receivable', 'unsettled_sales', 1000)$$, '23505', NULL, 'never twice');
SELECT throws_ok($$SELECT pg_temp.post('event', 'other', 'pg_receivable', 'unsettled_sales', 0)$$, '23514', NULL, 'nothing is no amount');
SELECT throws_ok($$SELECT pg_temp.post('event', 'other', 'pg_receivable', 'unsettled_sales', -1)$$, '23514', NULL, 'a negative one swaps the sides instead');
SELECT throws_ok($$SELECT pg_temp.post('event', 'other', 'bank', 'bank', 1)$$, '23514', NULL, 'an account pays not itself');
SELECT throws_ok($$SELECT pg_temp.post('gift', 'other', 'bank', 'tenant_payable', 1)$$, '23514', NULL, 'every entry has a known source');
SELECT throws_ok('UPDATE ledger.transfer SET amount_minor = 1 WHERE tenant_id = (SELECT tenant_id FROM one)', 'MC901', NULL, 'an entry stays');
SELECT throws_ok('DELETE FROM ledger.transfer WHERE tenant_id = (SELECT tenant_id FROM one)', 'MC901', NULL, 'for ever');
SELECT results_eq('SELECT b.account_code, b.debit_minor, b.credit_minor, b.balance_minor FROM one, ledger.trial_balance(ARRAY[tenant_id]) AS b ORDER BY 1',
  $$VALUES ('pg_receivable', 1000::numeric, 0::numeric, 1000::numeric), ('promotion_expense', 50, 0, 50), ('unsettled_sales', 0, 1050, 1050)$$,
  'balances are positive on the side of their nature');
SELECT is((SELECT sum(debit_minor) - sum(credit_minor) FROM ledger.trial_balance()), 0::numeric, 'debits equal credits');
SELECT * FROM finish();
