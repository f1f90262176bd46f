-- One payment recorded in its tenant's context, by the rules of a file.
SELECT plan(42);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "one", "branches": [{"code": "main", "name_ko": "본점"}, {"code": "east", "name_ko": "동점"}]}');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "two"}');
CREATE TEMP TABLE known AS SELECT settlement.find_tenant('one') AS one, settlement.find_tenant('two') AS two, uuidv7() AS person;
GRANT SELECT ON known TO mg_app;
CREATE FUNCTION pg_temp.enter(p_tenant uuid, p_branch text DEFAULT NULL) RETURNS text LANGUAGE sql AS $enter$
  SELECT set_config('mg.context', core.mint_seal(p_tenant, (SELECT b.branch_id FROM tenancy.branch AS b WHERE b.tenant_id = p_tenant AND b.branch_code = p_branch),
    (SELECT person FROM known), 'TENANT_OWNER', NULL, '1 hour'), true)
$enter$;
CREATE FUNCTION pg_temp.pay(p_ref text, p_kind text, p_amount bigint, p_original text DEFAULT '', p_at timestamptz DEFAULT '2024-01-15 12:00+09',
  p_branch text DEFAULT '', p_currency text DEFAULT 'KRW', p_discount bigint DEFAULT 0, p_tax_free bigint DEFAULT NULL)
RETURNS TABLE (payment_event_id uuid, settlement_day date, is_unchanged boolean) LANGUAGE sql AS $pay$
  SELECT * FROM settlement.record_payment(p_ref, p_kind, p_at, p_currency, p_amount, p_discount, p_method => CASE p_kind WHEN 'capture' THEN 'card' ELSE '' END,
    p_original_ref => p_original, p_branch_code => p_branch, p_tax_free_minor => p_tax_free, p_as_of => '2024-01-20 00:00+09')
$pay$;

SET LOCAL ROLE mg_app;
SELECT throws_ok($$SELECT pg_temp.pay('p', 'capture', 1)$$, 'MC101', NULL, 'nothing is recorded without a context');
RESET ROLE;
SELECT pg_temp.enter(one) FROM known;
SET LOCAL ROLE mg_app;
SELECT is((SELECT (settlement_day, is_unchanged)::text FROM pg_temp.pay('p', 'capture', 10000, p_discount => 500)), '(2024-01-15,f)', 'a capture');
SELECT is((SELECT (settlement_day, is_unchanged)::text FROM pg_temp.pay('p', 'capture', 10000, p_discount => 500)), '(2024-01-15,t)', 'the same again changes nothing');
SELECT throws_ok($$SELECT pg_temp.pay('p', 'capture', 9999, p_discount => 500)$$, 'MM510', 'the reference is recorded with other content', 'its reference with other content');
SELECT is((SELECT count(*) FROM commerce.payment_event), 1::bigint, 'is there once');
SELECT results_eq($$SELECT leg, debit_account, credit_account, amount_minor FROM ledger.transfer ORDER BY leg$$,
  $$VALUES ('discount', 'promotion_expense', 'unsettled_sales', 500::bigint), ('payment', 'pg_receivable', 'unsettled_sales', 10000)$$, 'and in the book');
RESET ROLE;
SELECT is((SELECT created_by FROM commerce.payment_event), (SELECT person FROM known), 'recorded by who entered');
SELECT results_eq($$SELECT o.event_type, o.aggregate_id = e.payment_event_id, o.payload ->> 'ref', o.sent_at FROM integration.outbox_event AS o, commerce.payment_event AS e$$,
  $$VALUES ('payment.recorded', true, 'p', NULL::timestamptz)$$, 'one event goes out, in the same transaction');
SET LOCAL ROLE mg_app;

SELECT throws_ok(format('SELECT pg_temp.pay(%s)', v.arguments), 'MM010', 'not a payment that can be recorded', v.why)
FROM (VALUES ($$'', 'capture', 1$$, 'no reference'), ($$'x', 'gift', 1$$, 'an unknown kind'), ($$'x', 'capture', -1$$, 'a negative amount'), ($$'x', 'capture', 0$$, 'a capture of nothing'),
  ($$'x', 'capture', 1, 'p'$$, 'a capture with an original'), ($$'x', 'refund', 1$$, 'a refund without one'), ($$'x', 'refund', 1, 'p', p_discount => 1$$, 'a refund with a discount'),
  ($$'x', 'capture', 1, p_currency => 'USD'$$, 'another currency'), ($$'x', 'capture', 1, p_branch => 'west'$$, 'no such branch'),
  ($$'x', 'capture', 1, p_at => 'infinity'$$, 'no instant'), ($$'x', 'capture', 1, p_tax_free => 2$$, 'parts beyond the price')) AS v (arguments, why);
SELECT throws_ok(format('SELECT pg_temp.pay(%s)', v.arguments), 'MM511', 'the payment does not fit its capture', v.why)
FROM (VALUES ($$'x', 'refund', 1, 'none'$$, 'a refund of nothing recorded'), ($$'x', 'refund', 10001, 'p'$$, 'more than the capture'), ($$'x', 'refund', 0, 'p'$$, 'nothing of something'),
  ($$'x', 'refund', 1, 'p', p_at => '2024-01-14 12:00+09'$$, 'a day before it'), ($$'x', 'refund', 1, 'p', p_tax_free => 1$$, 'parts of a capture with a discount')) AS v (arguments, why);
SELECT is((SELECT (settlement_day, is_unchanged)::text FROM pg_temp.pay('r', 'refund', 6000, 'p', '2024-01-16 12:00+09')), '(2024-01-16,f)', 'a refund');
SELECT is((SELECT is_unchanged FROM pg_temp.pay('r', 'refund', 6000, 'p', '2024-01-16 12:00+09')), true, 'again, although no more is left');
SELECT throws_ok($$SELECT pg_temp.pay('s', 'chargeback', 4001, 'p', '2024-01-16 12:00+09')$$, 'MM511', NULL, 'refund and chargeback together are no more than the capture');
SELECT is((SELECT method FROM commerce.payment_event WHERE ref = 'r'), 'card', 'a refund has the codes of its capture');
SELECT lives_ok($$SELECT pg_temp.pay('f', 'capture', 100, p_tax_free => 60)$$, 'a capture with parts');
SELECT lives_ok($$SELECT pg_temp.pay('f1', 'refund', 50, 'f', p_tax_free => 50)$$, 'a refund of a part');
SELECT throws_ok($$SELECT pg_temp.pay('f2', 'refund', 20, 'f', p_tax_free => 20)$$, 'MM511', NULL, 'more than is left of the part');
SELECT throws_ok($$SELECT pg_temp.pay('f2', 'refund', 20, 'f')$$, 'MM511', NULL, 'parts on some refunds alone');

SELECT lives_ok($$SELECT pg_temp.pay('d', 'capture', 1000)$$, 'a capture that is disputed');
RESET ROLE;
SELECT settlement.open_chargeback('one', 'd', 'case', '4853', NULL, NULL, '', '2024-01-16+09');
SET LOCAL ROLE mg_app;
SELECT lives_ok($$SELECT pg_temp.pay('d1', 'refund', 400, 'd')$$, 'and refunded in part');
RESET ROLE;
SELECT is((SELECT c.held_minor FROM settlement.chargeback_case AS c WHERE c.gateway_ref = 'case'), 600::bigint, 'is held no more than once');
SET LOCAL ROLE mg_app;
SELECT pg_temp.pay('case', 'chargeback', 600, 'd', '2024-01-18 12:00+09');
RESET ROLE;
SELECT is((SELECT (c.status, c.held_minor, c.chargeback_event_id = e.payment_event_id)::text FROM settlement.chargeback_case AS c, commerce.payment_event AS e
  WHERE c.gateway_ref = 'case' AND e.ref = 'case'), '(lost,0,t)', 'and its chargeback closes the case');
SELECT settlement.close_period(ARRAY[one], '2024-01-31', '2024-02-10') FROM known;
SELECT pg_temp.enter(one, 'east') FROM known;
SET LOCAL ROLE mg_app;
SELECT is((SELECT settlement_day FROM pg_temp.pay('late', 'capture', 5)), '2024-02-01'::date, 'a late one is settled on the first open day');
SELECT throws_ok($$SELECT pg_temp.pay('x', 'capture', 1, p_branch => 'main')$$, 'MM010', NULL, 'who is limited to a branch records nothing in another');
SELECT is((SELECT b.branch_code FROM commerce.payment_event AS e JOIN tenancy.branch AS b USING (tenant_id, branch_id) WHERE e.ref = 'late'), 'east', 'but in that one');
RESET ROLE;
SELECT pg_temp.enter(two) FROM known;
SET LOCAL ROLE mg_app;
SELECT throws_ok($$SELECT pg_temp.pay('x', 'refund', 1, 'p')$$, 'MM511', NULL, 'another tenant''s capture is not there');
RESET ROLE;

-- What a file says becomes whole minor units without a detour by floating point.
SELECT is(commerce.read_amount('999999999999999.99', 2), 99999999999999999::bigint, 'an amount is read to the last digit');
SELECT settlement.record_tenant('USD', 'Asia/Seoul', '{"key": "dollars"}');
INSERT INTO commerce.import_row VALUES ('00000000-0000-0000-0000-0000000000d1', 1, 'dollars', '', 'c', 'capture', '2024-01-05T12:00:00+09:00', 'USD', '', '', '',
  '999999999999999.99', '0.5', '', '');
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000d1');
SELECT is((SELECT (amount_minor, platform_discount_minor, error)::text FROM commerce.import_event WHERE import_file_id = '00000000-0000-0000-0000-0000000000d1'),
  '(99999999999999999,50,)', 'in a file as well');
SELECT * FROM finish();
