-- What a contract refuses: schedules, payout days, promotions, coupons, tax type.
SELECT plan(16);

CREATE FUNCTION pg_temp.record(p_change jsonb) RETURNS uuid LANGUAGE sql AS
$$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "shop"}'::jsonb || p_change)$$;
SELECT lives_ok($$SELECT pg_temp.record('{"schedules": [{"code": "card", "methods": ["card", "easy"], "cycle": "daily"}]}')$$, 'methods have a schedule of their own');
SELECT results_eq($$SELECT schedule_code, cycle FROM settlement.terms JOIN tenancy.tenant USING (tenant_id) WHERE tenant_key = 'shop' ORDER BY 1$$,
  $$VALUES ('', 'monthly'), ('card', 'daily')$$, 'with terms of its own');
SELECT is((SELECT count(*) FROM settlement.tenant_clock JOIN tenancy.tenant USING (tenant_id) WHERE tenant_key = 'shop'), 2::bigint, 'and a clock');
SELECT throws_ok($$SELECT pg_temp.record('{"schedules": [{"code": "more", "methods": ["easy"]}]}')$$, 'MS051', NULL, 'a method in two schedules is refused');
SELECT throws_ok($$SELECT pg_temp.record('{"payout": {"policy": "never"}}')$$, 'MS050', NULL, 'an unknown payout policy is refused');
SELECT throws_ok($$SELECT pg_temp.record('{"payout": {"policy": "after", "weekdays": [1], "month_days": [1]}}')$$, 'MS050', NULL, 'so are days of week and month at once');

SELECT settlement.record_promotion('KRW', '{"key": "opening", "percent": "50", "budget": 1000}');
SELECT is(settlement.record_promotion('KRW', '{"key": "opening", "percent": "50", "budget": 1000}'),
  (SELECT promotion_id FROM pricing.promotion WHERE promotion_key = 'opening'), 'a promotion given twice is the same');
SELECT throws_ok($$SELECT settlement.record_promotion('KRW', '{"key": "opening", "percent": "51", "budget": 1000}')$$, 'MP520', NULL, 'and never becomes another');
SELECT throws_ok($$SELECT pg_temp.record('{"promotions": [{"key": "closing", "valid_from": "2024-01-01"}]}')$$, 'MP420', NULL, 'nobody takes part in an unknown one');
SELECT lives_ok($$SELECT pg_temp.record('{"promotions": [{"key": "opening", "valid_from": "2024-01-01", "valid_to": "2024-03-01"}],
  "coupon_share": [{"platform_percent": "30", "valid_from": "2024-01-01"}]}')$$, 'a tenant takes part, and HQ bears a part of coupons');

SELECT pg_temp.record('{"fee_rules": [{"component": "platform", "kind": "percent", "percent": "5", "month_maximum": 200, "valid_from": "2024-01-01"}]}');
-- One capture with a coupon, settled.
CREATE TEMP TABLE shop AS SELECT t.tenant_id, b.branch_id, t.created_by FROM tenancy.tenant AS t JOIN tenancy.branch AS b USING (tenant_id) WHERE t.tenant_key = 'shop';
INSERT INTO commerce.payment_event (tenant_id, settlement_day, branch_id, kind, ref, occurred_at, business_day, currency, amount_minor, coupon_discount_minor, recorded_on, created_by)
SELECT tenant_id, '2024-02-10', branch_id, 'capture', 'p1', '2024-02-10 12:00+09', '2024-02-10', 'KRW', 10000, 100, '2024-02-10', created_by FROM shop;
INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
SELECT tenant_id, ref, settlement_day, payment_event_id, '' FROM commerce.payment_event JOIN shop USING (tenant_id);
SELECT settlement.close_period(ARRAY[tenant_id], '2024-02-29') FROM shop;
SELECT settlement.settle_chunk(ARRAY[tenant_id]) FROM shop;
SELECT throws_ok($$SELECT pg_temp.record('{"promotions": [{"key": "opening", "valid_from": "2024-01-01", "valid_to": "2024-02-05"}]}')$$, 'MP521', NULL,
  'a promotion never changes for what is settled');
SELECT throws_ok($$SELECT pg_temp.record('{"coupon_share": [{"platform_percent": "30", "valid_from": "2024-01-01", "valid_to": "2024-02-01"}]}')$$, 'MP522', NULL,
  'nor does a share of coupons for what is recorded');
SELECT throws_ok($$SELECT pg_temp.record('{"tax_type": "tax_free"}')$$, 'MT502', NULL, 'nor what its sales are');
SELECT lives_ok($$SELECT pg_temp.record('{"promotions": [{"key": "opening", "valid_from": "2024-01-01", "valid_to": "2024-02-15"}]}')$$, 'later days may change');
SELECT results_eq($$SELECT l.platform_fee_minor, l.waived_minor FROM settlement.line AS l JOIN shop USING (tenant_id)$$, 'VALUES (100::bigint, 100::bigint)', 'the fee of 500 is cut to 200 by the month, and half of it waived');
SELECT is((SELECT settlement.explain_line(l.tenant_id, l.payment_event_id) #>> '{components,0,formula_en}' FROM settlement.line AS l JOIN shop USING (tenant_id)),
  '₩10,000 × 5% = ₩500; of the rule''s cap of ₩200 a month ₩200 are left. A promotion waives ₩100 of it: ₩100.', 'and so it is explained');
SELECT * FROM finish();
