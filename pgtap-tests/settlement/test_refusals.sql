-- What settlement refuses, each by its code (SE-04, SE-05, SE-12, SE-13).
SELECT plan(28);

SELECT throws_ok($$SELECT settlement.find_tenant('nobody')$$, 'MT401', NULL, 'an unknown tenant');
SELECT throws_ok($$SELECT identity.enter_administrator(NULL, pg_backend_pid())$$, 'MI401', NULL, 'nobody enters a tenant that is not there');
SELECT throws_ok($$SELECT identity.enter_administrator(uuidv7(), 0)$$, 'MC902', NULL, 'no seal is bound to a session that is not there');
SELECT throws_ok($$SELECT settlement.record_plan('KRW', '{}')$$, 'MP004', NULL, 'a plan without a key');
SELECT throws_ok($$SELECT core.minor_units('1.5', 'KRW')$$, 'MC004', NULL, 'decimals that a currency does not have');
SELECT throws_ok($$SELECT core.minor_units('ten', 'USD')$$, 'MC004', NULL, 'an amount in words');
SELECT is(core.minor_units('-12.5', 'USD'), -1250::bigint, 'an amount as people write it');
SELECT throws_ok($$SELECT ops.start_run('nothing', now(), '{}')$$, 'MO401', NULL, 'an unknown job');
SELECT throws_ok($$SELECT ops.finish_step(uuidv7(), uuidv7(), 'w', 0, 0)$$, 'MO501', NULL, 'a step that is another worker''s');
SELECT throws_ok($$SELECT settlement.undo_import(uuidv7())$$, 'MM401', NULL, 'an unknown import');
SELECT throws_ok($$SELECT settlement.confirm(uuidv7())$$, 'MS401', NULL, 'an unknown statement');
SELECT throws_ok($$SELECT settlement.explain_line(uuidv7(), uuidv7())$$, 'MS402', NULL, 'an unknown line');

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "no", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE no AS SELECT settlement.find_tenant('no') AS tenant_id;
SELECT throws_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 5, ' ', 'k') FROM no$$, 'MS001', NULL, 'an adjustment without a reason');
SELECT throws_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 0, 'x', 'k') FROM no$$, 'MS001', NULL, 'an adjustment of nothing');
SELECT lives_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 5, 'x', 'k') FROM no$$, 'an adjustment');
SELECT throws_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 6, 'x', 'k') FROM no$$, 'MS501', NULL, 'another one by the same key');
SELECT throws_ok($$SELECT settlement.record_adjustment(tenant_id, '2024-01-05', 5, 'x', 'k2', NULL, 'card') FROM no$$, 'MS412', NULL, 'an adjustment of a schedule that is none');

-- A capture in one file, its refund in another, January settled.
INSERT INTO commerce.import_row VALUES
  ('00000000-0000-0000-0000-0000000000c1', 1, 'no', '', 'c', 'capture', '2024-01-05T12:00:00+09:00', 'KRW', 'card', '', '', '10000', '', '', ''),
  ('00000000-0000-0000-0000-0000000000c2', 1, 'no', '', 'r', 'refund', '2024-01-06T12:00:00+09:00', 'KRW', '', '', '', '4000', '', 'c', '');
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000c1');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000c1', 'f', '', false, 0);
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000c2');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000c2', 'f', '', false, 0);
SELECT throws_ok($$SELECT settlement.undo_import('00000000-0000-0000-0000-0000000000c1')$$, 'MM502', NULL, 'undoing captures that another file returned');
-- Two files of the same payment, both checked before either is recorded, as by two imports at once.
INSERT INTO commerce.import_row
SELECT f, 1, 'no', '', 'twice', 'capture', '2024-01-05T12:00:00+09:00', 'KRW', 'card', '', '', '10000', '', '', ''
FROM unnest('{00000000-0000-0000-0000-0000000000c3, 00000000-0000-0000-0000-0000000000c4}'::uuid[]) AS f;
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000c3');
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000c4');
SELECT lives_ok($$SELECT settlement.record_import('00000000-0000-0000-0000-0000000000c3', 'f', '', false, 0)$$, 'the first of two imports');
SELECT throws_ok($$SELECT settlement.record_import('00000000-0000-0000-0000-0000000000c4', 'f', '', false, 0)$$,
  'MM501', NULL, 'the second, which checked before the first recorded');
SELECT settlement.undo_import('00000000-0000-0000-0000-0000000000c3');
SELECT settlement.close_period(ARRAY[tenant_id], '2024-01-31', '2024-02-10') FROM no;
SELECT settlement.settle_chunk(ARRAY[tenant_id]) FROM no;
SELECT throws_ok($$SELECT settlement.open_at(ARRAY[tenant_id], ARRAY['2024-01-15'::date]) FROM no$$, 'MS502', NULL, 'beginning again in settled days');
SELECT throws_ok($$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "no", "fee_rules": [
  {"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01", "valid_to": "2024-01-03"}]}')$$,
  'MP502', NULL, 'ending a fee rule before the last day it was used');
SELECT throws_ok($$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "no", "fee_rules": [
  {"component": "platform", "method": "card", "kind": "percent", "percent": "2", "valid_from": "2024-01-01"}]}')$$,
  'MP503', NULL, 'a fee rule that would change settled captures');
SELECT throws_ok($$SELECT settlement.record_tenant('USD', 'Asia/Seoul', '{"key": "no"}')$$, 'MT501', NULL, 'another currency');
SELECT lives_ok($$SELECT settlement.undo_import('00000000-0000-0000-0000-0000000000c2')$$, 'the refund''s file is undone first');
SELECT is(settlement.undo_import('00000000-0000-0000-0000-0000000000c1'), 1::bigint, 'then the capture''s');
SELECT is(settlement.undo_import('00000000-0000-0000-0000-0000000000c1'), 0::bigint, 'and undoing it again changes nothing');

DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET mg.seal_scope = ''village''', current_database()); END $$;
SELECT throws_ok('SELECT core.seal_scope()', 'MC001', NULL, 'an unknown seal scope');
