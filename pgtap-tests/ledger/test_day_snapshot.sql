-- Balances are day snapshots plus the days after them, and nobody can tell the difference (SE-06).
SELECT plan(15);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "snap", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE one AS SELECT settlement.find_tenant('snap') AS tenant_id;
INSERT INTO commerce.import_row
SELECT '00000000-0000-0000-0000-0000000000d1', n, 'snap', '', 'c' || n, 'capture', '2024-0' || n || '-05T12:00:00+09:00', 'KRW', 'card', '', '', '10000', '', '', '2024-0' || n || '-05'
FROM generate_series(1, 3) AS n;
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000d1');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000d1', 'f', '', false, 0);
CREATE FUNCTION pg_temp.book(p_through date DEFAULT 'infinity') RETURNS SETOF text LANGUAGE sql AS $book$
  SELECT format('%s %s %s', b.account_code, b.debit_minor, b.credit_minor) FROM one, ledger.trial_balance(ARRAY[one.tenant_id], p_through) AS b ORDER BY 1
$book$;
CREATE FUNCTION pg_temp.take() RETURNS bigint LANGUAGE sql AS $take$ SELECT s.event_count FROM one, settlement.snapshot_step(ARRAY[one.tenant_id], '{}') AS s $take$;
CREATE FUNCTION pg_temp.days() RETURNS date[] LANGUAGE sql AS $days$
  SELECT array_agg(DISTINCT d.snapshot_on ORDER BY d.snapshot_on) FROM one JOIN ledger.day_snapshot AS d USING (tenant_id) $days$;
CREATE FUNCTION pg_temp.settle(p_through date) RETURNS void LANGUAGE plpgsql AS $settle$
BEGIN
  PERFORM settlement.close_period(ARRAY[tenant_id], p_through, '2024-12-31') FROM one;
  PERFORM settlement.settle_chunk(ARRAY[tenant_id]) FROM one;
END
$settle$;

SELECT is(pg_temp.take(), 0::bigint, 'nothing is kept of a book that has no settled day');
SELECT pg_temp.settle('2024-01-31');
SELECT is(pg_temp.take(), 5::bigint, 'a row for each account that something was posted to');
SELECT is(pg_temp.take(), 0::bigint, 'the same night again keeps nothing more');
SELECT pg_temp.settle('2024-02-29');
SELECT is(pg_temp.take(), 5::bigint, 'a later day is kept beside it');
SELECT is(pg_temp.days(), '{2024-01-31,2024-02-29}', 'each at the last settled day');

CREATE TEMP TABLE with_snapshots AS
SELECT t.through, array(SELECT pg_temp.book(t.through)) AS book FROM unnest('{2024-01-04,2024-01-31,2024-02-10,2024-02-29,2024-03-31,infinity}'::date[]) AS t (through);
SELECT is((SELECT book FROM with_snapshots WHERE through = '2024-01-04'), '{}', 'before the first entry every account is empty');
SELECT is((SELECT book FROM with_snapshots WHERE through = '2024-01-31'),
  ARRAY['pg_receivable 10000 0', 'platform_fee_income 0 300', 'tenant_payable 0 9670', 'unsettled_sales 10000 10000', 'vat_payable 0 30'],
  'a settled day''s balances');
SELECT is((SELECT book[1] FROM with_snapshots WHERE through = 'infinity'), 'pg_receivable 30000 0', 'the latest snapshot and the open days after it');
SELECT is_empty($$SELECT f.* FROM one, settlement.verify_snapshot(ARRAY[tenant_id]) AS f$$, 'snapshots agree with their transfers');

CREATE TEMP TABLE january AS SELECT s.statement_id FROM one JOIN settlement.statement AS s USING (tenant_id) WHERE s.period_end = '2024-01-31';
SELECT settlement.confirm(statement_id) FROM january;
SELECT settlement.pay(statement_id, '2024-02-07') FROM january;
SELECT is(pg_temp.days(), '{2024-01-31}', 'a payout on a settled day drops the snapshots that hold the day');
SELECT is((SELECT array_agg(b) FROM pg_temp.book('2024-02-10') AS b WHERE b LIKE 'bank%'), '{bank 0 9670}', 'and is in the balance at once');
SELECT pg_temp.take();
SELECT settlement.reopen(s.statement_id) FROM one JOIN settlement.statement AS s USING (tenant_id) WHERE s.period_end = '2024-02-29';
SELECT is(pg_temp.days(), '{2024-01-31}', 'so does a statement that is taken back');
SELECT pg_temp.take();
SELECT is(pg_temp.days(), '{2024-01-31}', 'its period isn''t settled any more');

SELECT pg_temp.settle('2024-03-31');
SELECT pg_temp.take();
CREATE TEMP TABLE kept AS SELECT t.through, array(SELECT pg_temp.book(t.through)) AS book FROM with_snapshots AS t;
DELETE FROM ledger.day_snapshot WHERE tenant_id = (SELECT tenant_id FROM one);
SELECT is((SELECT count(*) FROM kept WHERE book <> array(SELECT pg_temp.book(kept.through))), 0::bigint, 'without snapshots all balances are the same');
SELECT throws_ok($$INSERT INTO ledger.day_snapshot SELECT tenant_id, '2024-01-31', 'bank', 'KRW', -1, 0 FROM one$$, '23514', NULL, 'sums have no sign');
SELECT * FROM finish();
