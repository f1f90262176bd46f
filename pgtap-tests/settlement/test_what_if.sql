-- A changed contract over a settled month: old, new, difference, and nothing is kept (SE-10).
SELECT plan(35);

SELECT settlement.record_plan('KRW', '{"key": "list", "fee_rules": [{"component": "pg", "kind": "percent", "percent": "1", "valid_from": "2024-01-01"}]}');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "cafe", "plan": "list", "holdback": {"percent": "10", "release_days": 40}, "fee_rules": [
  {"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01", "returns_on_refund": true}]}');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "shop", "fee_rules": [{"component": "platform", "method": "card", "kind": "percent", "percent": "2", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE it AS SELECT settlement.find_tenant('cafe') AS cafe, settlement.find_tenant('shop') AS shop;
-- January: 100,000. February: 50,000, and 10,000 of January's come back. The shop sells 20,000 in February.
INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind, occurred_at, currency, method, channel, category, amount, platform_discount, original_ref, recorded_on)
VALUES
  ('00000000-0000-0000-0000-0000000000d1', 1, 'cafe', '', 'a', 'capture', '2024-01-05T12:00:00+09:00', 'KRW', 'card', '', '', '100000', '', '', ''),
  ('00000000-0000-0000-0000-0000000000d1', 2, 'cafe', '', 'b', 'capture', '2024-02-05T12:00:00+09:00', 'KRW', 'card', '', '', '50000', '', '', ''),
  ('00000000-0000-0000-0000-0000000000d1', 3, 'cafe', '', 'a-r', 'refund', '2024-02-06T12:00:00+09:00', 'KRW', '', '', '', '10000', '', 'a', ''),
  ('00000000-0000-0000-0000-0000000000d1', 4, 'shop', '', 'c', 'capture', '2024-02-20T12:00:00+09:00', 'KRW', 'card', '', '', '20000', '', '', '');
SELECT commerce.check_import('00000000-0000-0000-0000-0000000000d1');
SELECT settlement.record_import('00000000-0000-0000-0000-0000000000d1', 'f', '', false, 0);
SELECT settlement.close_period(ARRAY[cafe, shop], '2024-02-29', '2024-03-10') FROM it;
SELECT settlement.settle_chunk(ARRAY[cafe, shop]) FROM it;

SELECT settlement.record_promotion('KRW', '{"key": "spring", "percent": "50", "budget": 600}');
CREATE TEMP VIEW kept AS
SELECT 'line' AS what, count(*), sum(hashtextextended(l::text || l.xmin::text || l.ctid::text, 0)) AS hash FROM settlement.line AS l
UNION ALL SELECT 'statement', count(*), sum(hashtextextended(s::text || s.xmin::text || s.ctid::text, 0)) FROM settlement.statement AS s
UNION ALL SELECT 'terms', count(*), sum(hashtextextended(t::text || t.xmin::text || t.ctid::text, 0)) FROM settlement.terms AS t
UNION ALL SELECT 'rule', count(*), sum(hashtextextended(r::text || r.xmin::text || r.ctid::text, 0)) FROM pricing.tenant_fee_rule AS r
UNION ALL SELECT 'plan rule', count(*), sum(hashtextextended(r::text || r.xmin::text || r.ctid::text, 0)) FROM pricing.plan_fee_rule AS r
UNION ALL SELECT 'plan', count(*), sum(hashtextextended(p::text || p.xmin::text || p.ctid::text, 0)) FROM pricing.tenant_plan AS p
UNION ALL SELECT 'transfer', count(*), sum(hashtextextended(t::text || t.xmin::text || t.ctid::text, 0)) FROM ledger.transfer AS t
UNION ALL SELECT 'audit', count(*), sum(hashtextextended(e::text || e.xmin::text || e.ctid::text, 0)) FROM audit.entry AS e;
CREATE TEMP TABLE before AS SELECT * FROM kept;
CREATE FUNCTION pg_temp.platform(p_percent text, p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS
$$SELECT jsonb_build_object('fee_rules', jsonb_build_array('{"component": "platform", "kind": "percent", "returns_on_refund": true}'::jsonb
    || jsonb_build_object('percent', p_percent) || p_more))$$;
CREATE FUNCTION pg_temp.february(p_change jsonb, p_figure text, p_tenant text DEFAULT 'cafe', p_from date DEFAULT '2024-02-01') RETURNS bigint[] LANGUAGE sql AS
$$SELECT ARRAY[w.old_minor, w.new_minor, w.difference_minor] FROM settlement.what_if(p_change, p_from, '2024-02-29') AS w
  WHERE w.tenant_key IS NOT DISTINCT FROM p_tenant AND w.figure = p_figure$$;

SELECT is((SELECT count(*) FROM settlement.what_if('{}', '2024-01-01', '2024-02-29') AS w WHERE w.difference_minor <> 0), 0::bigint, 'the contract as it is makes no difference');
SELECT is(pg_temp.february(pg_temp.platform('4'), 'platform_fee'), ARRAY[1200, 1700, 500]::bigint[], 'February at 4 percent: 2,000 of it, less the 300 of January''s 3 percent');
SELECT is(pg_temp.february(pg_temp.platform('4'), 'fee_vat'), ARRAY[170, 220, 50]::bigint[], 'with its VAT');
SELECT is(pg_temp.february(pg_temp.platform('4'), 'net_sales'), ARRAY[40000, 40000, 0]::bigint[], 'sales stay');
SELECT is(pg_temp.february(pg_temp.platform('4'), 'platform_fee', 'shop'), ARRAY[400, 400, 0]::bigint[], 'a more specific rule still wins');
SELECT is(pg_temp.february(pg_temp.platform('4', '{"method": "card"}'), 'platform_fee', NULL), ARRAY[1600, 2500, 900]::bigint[], 'the sum of all');
SELECT is(pg_temp.february(pg_temp.platform('4', '{"valid_from": "2024-02-06"}'), 'platform_fee'), ARRAY[1200, 1200, 0]::bigint[], 'a rule has its own days');
SELECT is(pg_temp.february(pg_temp.platform('4', '{"valid_from": "2024-01-01"}'), 'platform_fee'), ARRAY[1200, 1700, 500]::bigint[],
  'what January''s statement charged is given back, even if the rule covers its day');
SELECT is(pg_temp.february(pg_temp.platform('4'), 'platform_fee', 'cafe', '2024-01-01'), ARRAY[4200, 5600, 1400]::bigint[], 'over two months both are priced anew');
SELECT is(pg_temp.february(pg_temp.platform('4', '{"valid_from": "2030-01-01"}'), 'platform_fee'), ARRAY[1200, 1700, 500]::bigint[], 'a later rule as if it were in force');
SELECT is(pg_temp.february(pg_temp.platform('3', '{"valid_from": "2024-01-01", "valid_to": "2024-02-05"}'), 'platform_fee'), ARRAY[1200, -300, -1500]::bigint[], 'a rule that ends leaves nothing behind');
SELECT is(pg_temp.february('{"plan": null}', 'pg_fee'), ARRAY[500, 0, -500]::bigint[], 'off the plan');
SELECT is(pg_temp.february('{"holdback": null}', 'holdback'), ARRAY[3813, 0, -3813]::bigint[], 'nothing held back');
SELECT is(pg_temp.february('{"holdback": null}', 'payout'), ARRAY[34317, 38130, 3813]::bigint[], 'is paid out');
SELECT is(pg_temp.february('{"minimum_payout": 1000000}', 'carry_out'), ARRAY[0, 34317, 34317]::bigint[], 'or carried on');
SELECT results_eq($$SELECT w.tenant_key, w.old_minor, w.new_minor FROM settlement.what_if('{"replace": {"component": "pg", "kind": "percent", "percent": "0.5"}}',
    '2024-02-01', '2024-02-29', NULL, 'list') AS w WHERE w.figure = 'pg_fee'$$,
  $$VALUES ('cafe', 500::bigint, 250::bigint), (NULL, 500, 250)$$, 'a plan, for those who are on it');
SELECT is_empty($$SELECT w.* FROM it, settlement.what_if('{}', '2024-02-01', '2024-02-29', ARRAY[shop]) AS w WHERE w.tenant_key = 'cafe'$$, 'only the tenants that are asked for');
SELECT is(pg_temp.february('{"promotions": [{"key": "spring"}]}', 'platform_fee'), ARRAY[1200, 600, -600]::bigint[], 'a promotion, as far as its budget goes');
SELECT is(pg_temp.february('{"promotions": [{"key": "spring"}]}', 'waived'), ARRAY[0, 600, 600]::bigint[], 'is what it waives');
SELECT is(pg_temp.february('{"promotions": [{"key": "spring", "valid_from": "2024-02-06"}]}', 'waived'), ARRAY[0, 0, 0]::bigint[], 'on its own days');
SELECT is(pg_temp.february(pg_temp.platform('3', '{"vat": "borne"}'), 'borne_vat'), ARRAY[0, 150, 150]::bigint[], 'VAT that headquarters bears, on what February charges');
SELECT is(pg_temp.february(pg_temp.platform('3', '{"month_maximum": 1000}'), 'platform_fee'), ARRAY[1200, 700, -500]::bigint[], 'a cap on the month');
SELECT is(pg_temp.february(pg_temp.platform('3', '{"percent": null, "kind": "tiered", "tiers": [{"up_to": 20000, "percent": "10"}, {"up_to": null, "percent": "1"}]}'), 'platform_fee'),
  ARRAY[1200, 2000, 800]::bigint[], 'tiers: 2,000 and 300, less January''s 300');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{"promotions": [{"key": "none"}]}', '2024-02-01', '2024-02-29')$$, 'MP420', NULL, 'an unknown promotion is refused');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{"coupon_share": []}', '2024-02-01', '2024-02-29')$$, 'MP014', NULL, 'a coupon is what it was when it was paid');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{}', '2024-03-01', '2024-03-31')$$, 'MP411', NULL, 'an open month is not rehearsed');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{"cycle": "daily"}', '2024-02-01', '2024-02-29')$$, 'MP014', NULL, 'nor another cycle');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{"colour": 1}', '2024-02-01', '2024-02-29')$$, 'MP010', NULL, 'nor what is no change');
SELECT throws_ok($$SELECT * FROM settlement.what_if('{}', '2024-02-01', '2024-02-29', NULL, 'gold')$$, 'MP401', NULL, 'nor an unknown plan');
SELECT throws_ok($$SELECT * FROM settlement.what_if_request(uuidv7(), '2024-02-01', '2024-02-29')$$, 'MP410', NULL, 'nor an unknown request');
CREATE TEMP TABLE asked AS SELECT settlement.request_price_change('cafe', NULL, '{"replace": {"component": "platform", "kind": "percent", "percent": "5", "valid_from": "2025-01-01"}}',
  NULL, 'up', 'what-if') AS id;
SELECT results_eq($$SELECT w.tenant_key, w.difference_minor FROM asked, settlement.what_if_request(id, '2024-02-01', '2024-02-29') AS w WHERE w.figure = 'platform_fee'$$,
  $$VALUES ('cafe', 1000::bigint), (NULL, 1000)$$, 'what is asked for can be rehearsed before it is approved');
SELECT results_eq($$SELECT k.* FROM kept AS k WHERE k.what <> 'audit' ORDER BY k.what$$, $$SELECT b.* FROM before AS b WHERE b.what <> 'audit' ORDER BY b.what$$,
  'nothing was kept: the same rows, of the same versions, in the same places');
SELECT is((SELECT k.count FROM kept AS k WHERE k.what = 'audit'), (SELECT b.count + 1 FROM before AS b WHERE b.what = 'audit'), 'and nothing noted but the request');
SELECT throws_ok('DELETE FROM settlement.line', 'MC901', NULL, 'lines stay facts');
SELECT is_empty($$SELECT l.mode, l.relation::regclass FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation'
    AND l.relation = 'commerce.payment_event'::regclass AND l.mode ~ 'Exclusive' AND l.mode NOT IN ('RowExclusiveLock')$$, 'nobody who records waits for it');
SELECT * FROM finish();
