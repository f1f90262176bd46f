-- A statement goes on from state to state, never back, and keeps its figures (SE-05, SE-08).
SELECT plan(21);

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
SELECT throws_ok('DELETE FROM settlement.statement WHERE statement_id = (SELECT february FROM made)', 'MC901', NULL, 'it is never deleted');
SELECT is(settlement.reopen(february), 'void', 'the latest calculated one is reopened') FROM made;
SELECT is((SELECT sum(CASE WHEN t.credit_account = 'unsettled_sales' THEN t.amount_minor ELSE -t.amount_minor END) FROM ledger.transfer AS t, one
  WHERE t.tenant_id = one.tenant_id AND 'unsettled_sales' IN (t.debit_account, t.credit_account)), 10000::numeric, 'and its event is unsettled again');

-- The trigger alone, on a table without any constraint: all 49 steps, then the columns that each may carry.
CREATE TEMP TABLE bare AS SELECT * FROM settlement.statement WITH NO DATA;
INSERT INTO bare (statement_id, status, payout_minor)
SELECT uuidv7(), f, 0 FROM unnest('{calculated,reviewed,confirmed,paying,failed,paid,void}'::text[]) AS f, generate_series(1, 7);
CREATE TRIGGER keep_figures BEFORE UPDATE ON bare FOR EACH ROW EXECUTE FUNCTION settlement.tg_statement__keep_figures();
CREATE FUNCTION pg_temp.takes(p_from text, p_set text) RETURNS boolean LANGUAGE plpgsql AS $takes$
BEGIN
  EXECUTE format('UPDATE bare SET %s WHERE status = %L', p_set, p_from);
  RETURN true;
EXCEPTION WHEN SQLSTATE 'MS901' THEN
  RETURN false;
END
$takes$;
CREATE FUNCTION pg_temp.tried(p_from text, p_set text) RETURNS boolean LANGUAGE plpgsql AS $tried$
DECLARE
  v_taken boolean;
BEGIN
  BEGIN
    v_taken := pg_temp.takes(p_from, p_set);
    RAISE EXCEPTION USING ERRCODE = 'XX999', MESSAGE = v_taken::text;
  EXCEPTION WHEN SQLSTATE 'XX999' THEN
    RETURN SQLERRM::boolean;
  END;
END
$tried$;
CREATE TEMP TABLE step AS
SELECT f.status AS before, t.status AS after FROM (SELECT DISTINCT status FROM bare) AS f, (SELECT DISTINCT status FROM bare) AS t;
SELECT set_eq($$SELECT before, after FROM step WHERE pg_temp.tried(before, format('status = %L', after))$$, $$VALUES
  ('calculated', 'reviewed'), ('reviewed', 'calculated'), ('calculated', 'confirmed'), ('reviewed', 'confirmed'), ('calculated', 'void'), ('reviewed', 'void'),
  ('confirmed', 'paying'), ('paying', 'confirmed'), ('paying', 'paid'), ('paying', 'failed'), ('failed', 'paying'), ('failed', 'confirmed'), ('failed', 'paid'),
  ('confirmed', 'paid')$$, 'a statement takes these steps and no other');
SELECT is_empty($$SELECT before, after FROM step WHERE pg_temp.tried(before, format('status = %L, payout_minor = 1', after))$$, 'no step changes a figure');
SELECT set_eq($$SELECT before, after, c FROM step, unnest('{reviewed_at,confirmed_at,paid_at,voided_at}'::text[]) AS c
    WHERE pg_temp.tried(before, format('status = %L, %I = now()', after, c))$$, $$VALUES
  ('calculated', 'reviewed', 'reviewed_at'), ('reviewed', 'calculated', 'reviewed_at'), ('calculated', 'confirmed', 'confirmed_at'),
  ('reviewed', 'confirmed', 'confirmed_at'), ('confirmed', 'paid', 'paid_at'), ('paying', 'paid', 'paid_at'), ('failed', 'paid', 'paid_at'),
  ('calculated', 'void', 'voided_at'), ('reviewed', 'void', 'voided_at')$$, 'a step carries its own columns alone');
