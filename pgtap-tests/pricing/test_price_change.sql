-- Contracts change by request: asked for by one, approved by another, exactly as it was shown (BI-01, BI-02).
SELECT plan(69);

CREATE TEMP TABLE person AS
SELECT tap.operator('asks@hq.kr') AS asks, tap.operator('approves@hq.kr') AS approves;
CREATE FUNCTION pg_temp.rule(p_percent text, p_from date, p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS
$$SELECT jsonb_build_object('component', 'platform', 'kind', 'percent', 'percent', p_percent, 'valid_from', p_from) || p_more$$;
CREATE FUNCTION pg_temp.ask(p_change jsonb, p_key text, p_on date DEFAULT NULL, p_tenant text DEFAULT 'cafe') RETURNS uuid LANGUAGE sql AS
$$SELECT settlement.request_price_change(p_tenant, NULL, p_change, p_on, 'won back', p_key, (SELECT asks FROM person))$$;
CREATE FUNCTION pg_temp.ask_plan(p_change jsonb, p_key text, p_plan text DEFAULT 'basic') RETURNS uuid LANGUAGE sql AS
$$SELECT settlement.request_price_change(NULL, p_plan, p_change, NULL, 'new list', p_key, (SELECT asks FROM person))$$;
CREATE FUNCTION pg_temp.approve(p_id uuid) RETURNS text LANGUAGE sql AS
$$SELECT settlement.approve_price_change(p_id, 'fine', (SELECT approves FROM person))$$;
CREATE FUNCTION pg_temp.change(p_change jsonb, p_on date DEFAULT NULL) RETURNS text LANGUAGE sql AS
$$SELECT pg_temp.approve(pg_temp.ask(p_change, uuidv7()::text, p_on))$$;
CREATE FUNCTION pg_temp.own_rule() RETURNS TABLE (rate integer, valid_during daterange) LANGUAGE sql AS
$$SELECT r.rate, r.valid_during FROM pricing.tenant_fee_rule AS r WHERE r.tenant_id = settlement.find_tenant('cafe') AND r.method = 'card' ORDER BY r.valid_during$$;

SELECT settlement.record_plan('KRW', '{"key": "basic", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3.3", "minimum": 100, "valid_from": "2024-01-01"}]}');
SELECT settlement.record_plan('KRW', '{"key": "premium"}');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "cafe", "plan": "basic", "holdback": {"percent": "5", "release_days": 20}, "minimum_payout": 700,
  "fee_rules": [{"component": "platform", "method": "card", "kind": "percent", "percent": "2.9", "valid_from": "2024-01-01"}]}');

-- Asking.
CREATE TEMP TABLE asked AS SELECT pg_temp.ask(jsonb_build_object('replace', pg_temp.rule('2.5', '2027-01-01', '{"method": "card"}')), 'k1') AS id;
SELECT results_eq('SELECT rate, valid_during FROM pg_temp.own_rule()', $$VALUES (290000, '[2024-01-01,)'::daterange)$$, 'asking changes nothing');
SELECT results_eq('SELECT d.* FROM asked, settlement.review_price_change(id) AS d',
  $$VALUES ('fee_rule', '{"component": "platform", "method": "card"}'::jsonb, '2027-01-01'::date, NULL::date,
    '{"kind": "percent", "percent": "2.9", "returns_on_refund": true}'::jsonb, '{"kind": "percent", "percent": "2.5", "returns_on_refund": true}'::jsonb)$$,
  'what it would change is shown: old rule, new rule, selector, days');
SELECT is(pg_temp.ask(jsonb_build_object('replace', pg_temp.rule('2.5', '2027-01-01', '{"method": "card"}')), 'k1'), (SELECT id FROM asked), 'the same key is the same request');
SELECT throws_ok($$SELECT pg_temp.ask(jsonb_build_object('replace', pg_temp.rule('2.4', '2027-01-01')), 'k1')$$, 'MP512', NULL, 'with another change it is refused');
SELECT throws_ok($$SELECT settlement.request_price_change('cafe', NULL, '{"plan": null}', NULL, ' ', 'k')$$, 'MP013', NULL, 'a request says why');
SELECT throws_ok($$SELECT pg_temp.ask('{"colour": "red"}', 'k')$$, 'MP010', NULL, 'unknown keys are refused');
SELECT throws_ok($$SELECT pg_temp.ask('[]', 'k')$$, 'MP010', NULL, 'and what is no object');
SELECT throws_ok($$SELECT pg_temp.ask('{"fee_rules": 5}', 'k')$$, 'MP010', NULL, 'and rules that are no list');
SELECT throws_ok($$SELECT pg_temp.ask_plan('{"cycle": "daily"}', 'k')$$, 'MP010', NULL, 'a plan has no terms');
SELECT throws_ok($$SELECT settlement.request_price_change(NULL, NULL, '{}', NULL, 'x', 'k')$$, 'MP010', NULL, 'it is of somebody');
SELECT throws_ok($$SELECT settlement.request_price_change('cafe', 'basic', '{}', NULL, 'x', 'k')$$, 'MP010', NULL, 'but not of two');
SELECT throws_ok($$SELECT pg_temp.ask('{"plan": "basic"}', 'k')$$, 'MP011', NULL, 'what stands already is no change');
SELECT throws_ok($$SELECT pg_temp.ask('{"plan": "gold"}', 'k')$$, 'MP401', NULL, 'an unknown plan is refused at once');
SELECT throws_ok($$SELECT pg_temp.ask(jsonb_build_object('fee_rules', jsonb_build_array(pg_temp.rule('2', '2026-01-01', '{"method": "card"}'))), 'k')$$, 'MP501', NULL, 'an overlap as well');
SELECT throws_ok($$SELECT pg_temp.ask(jsonb_build_object('replace', pg_temp.rule('200', '2026-01-01')), 'k')$$, 'MP001', NULL, 'and an impossible rate');

SELECT lives_ok('SELECT settlement.review_price_change(id) FROM asked', 'what was tried for looking (MP910) is taken back in silence');

-- Deciding.
SELECT throws_ok($$SELECT settlement.approve_price_change(id, NULL, asks) FROM asked, person$$, 'MP510', NULL, 'nobody approves what they asked for');
SELECT throws_ok($$SELECT settlement.withdraw_price_change(id, NULL, approves) FROM asked, person$$, 'MP510', NULL, 'nor withdraws what another asked for');
SELECT throws_ok($$SELECT settlement.reject_price_change(id, NULL, approves) FROM asked, person$$, 'MP013', NULL, 'a rejection says why');
SELECT throws_ok($$SELECT settlement.approve_price_change(uuidv7())$$, 'MP410', NULL, 'an unknown request');
SELECT throws_ok($$SELECT settlement.review_price_change(uuidv7())$$, 'MP410', NULL, 'nor can it be looked at');
SELECT is(pg_temp.approve(id), 'applied', 'another person approves') FROM asked;
SELECT results_eq('SELECT rate, valid_during FROM pg_temp.own_rule()',
  $$VALUES (290000, '[2024-01-01,2027-01-01)'::daterange), (250000, '[2027-01-01,)')$$, 'the old rule ends where the new one begins');
SELECT is(pg_temp.approve(id), 'applied', 'approving again changes nothing') FROM asked;
SELECT throws_ok($$SELECT settlement.reject_price_change(id, 'no', approves) FROM asked, person$$, 'MP511', NULL, 'nor is it decided otherwise');
SELECT throws_ok($$SELECT settlement.approve_price_change(id) FROM asked$$, 'MP511', NULL, 'or by somebody else');
SELECT results_eq($$SELECT e.action, (e.detail #>> '{difference,0,new,percent}') FROM audit.entry AS e, asked WHERE e.subject = id::text ORDER BY e.entry_id$$,
  $$VALUES ('pricing.change.requested', '2.5'), ('pricing.change.applied', '2.5')$$, 'both acts are in the trail');
CREATE TEMP TABLE service AS SELECT settlement.request_price_change('cafe', NULL, '{"minimum_payout": 900}', NULL, 'by the console', 's1') AS id;
SELECT throws_ok($$SELECT settlement.approve_price_change(id) FROM service$$, 'MP510', NULL, 'the console without a name is one person only');
SELECT is(settlement.reject_price_change(id, 'no', approves), 'rejected', 'a named one decides what the console asked for') FROM service, person;
SELECT is(settlement.reject_price_change(id, 'no', approves), 'rejected', 'and once') FROM service, person;
CREATE TEMP TABLE taken AS SELECT pg_temp.ask('{"minimum_payout": 901}', 'w1') AS id;
SELECT is(settlement.withdraw_price_change(id, NULL, asks), 'withdrawn', 'who asked takes it back') FROM taken, person;
SELECT throws_ok($$SELECT pg_temp.approve(id) FROM taken$$, 'MP511', NULL, 'then it can''t be approved');
SELECT results_eq($$SELECT status, requested_by, decided_by FROM pricing.list_change_request(p_tenant_key => 'cafe') ORDER BY requested_at, request_id$$,
  $$VALUES ('applied', 'asks@hq.kr', 'approves@hq.kr'), ('rejected', 'service settlement', 'approves@hq.kr'), ('withdrawn', 'asks@hq.kr', 'asks@hq.kr')$$,
  'requests are listed with who did what');
SELECT throws_ok($$UPDATE pricing.pricing_change_request SET reason = 'another'$$, 'MP911', NULL, 'what was asked for stays');
SELECT throws_ok($$DELETE FROM pricing.pricing_change_request$$, 'MP911', NULL, 'and can''t be deleted');
SELECT throws_ok($$DELETE FROM pricing.change_effect$$, 'MC901', NULL, 'nor what it did');

-- Replacing: between versions, for a while, on the day a version begins, before anything is in force.
SELECT is(pg_temp.change(jsonb_build_object('replace', pg_temp.rule('2.7', '2026-06-01', '{"method": "card"}'))), 'applied', 'a version between');
SELECT is(pg_temp.change(jsonb_build_object('replace', pg_temp.rule('1', '2026-12-01', '{"method": "card", "valid_to": "2026-12-11"}'))), 'applied', 'for ten days');
SELECT is(pg_temp.change(jsonb_build_object('replace', pg_temp.rule('2.4', '2027-01-01', '{"method": "card"}'))), 'applied', 'instead of one that has not begun');
SELECT results_eq('SELECT rate, valid_during FROM pg_temp.own_rule()',
  $$VALUES (290000, '[2024-01-01,2026-06-01)'::daterange), (270000, '[2026-06-01,2026-12-01)'), (100000, '[2026-12-01,2026-12-11)'),
    (270000, '[2026-12-11,2027-01-01)'), (240000, '[2027-01-01,)')$$, 'without gap or overlap');
SELECT is(pg_temp.change(jsonb_build_object('replace', pg_temp.rule('3', '2023-01-01', '{"method": "card"}'))), 'applied', 'before the first version');
SELECT is((SELECT valid_during FROM pg_temp.own_rule() LIMIT 1), '[2023-01-01,2024-01-01)'::daterange, 'it ends where that begins');
SELECT results_eq($$SELECT h.content ->> 'percent', h.valid_from, h.state, h.recorded_by, jsonb_array_length(h.acts), h.acts #>> '{-1,approved_by}'
    FROM settlement.contract_history('cafe', NULL, '2026-12-05') AS h WHERE h.subject = 'fee_rule'$$,
  $$VALUES ('3', '2023-01-01'::date, 'past', 'approves@hq.kr', 1, 'approves@hq.kr'), ('2.9', '2024-01-01', 'past', 'service settlement', 2, 'approves@hq.kr'),
    ('2.7', '2026-06-01', 'past', 'approves@hq.kr', 2, 'approves@hq.kr'), ('1', '2026-12-01', 'present', 'approves@hq.kr', 1, 'approves@hq.kr'),
    ('2.7', '2026-12-11', 'future', 'approves@hq.kr', 1, 'approves@hq.kr'), ('2.5', '2027-01-01', 'taken_back', 'approves@hq.kr', 2, 'approves@hq.kr'),
    ('2.4', '2027-01-01', 'future', 'approves@hq.kr', 1, 'approves@hq.kr')$$, 'every version is in the history, with every act');
SELECT results_eq($$SELECT content, valid_from FROM pricing.price_history(settlement.find_tenant('cafe'), NULL) WHERE subject = 'plan'$$,
  $$VALUES ('{"plan": "basic"}'::jsonb, NULL::date)$$, 'the plan stands there too');

-- Terms and plan have a day as well; what isn't named stays.
SELECT is(pg_temp.change('{"minimum_payout": 800, "plan": "premium"}', '2027-02-01'), 'applied', 'other terms and another plan from a day on');
SELECT results_eq($$SELECT t.minimum_payout_minor, t.holdback_rate, t.valid_during FROM settlement.terms AS t WHERE t.tenant_id = settlement.find_tenant('cafe') ORDER BY t.valid_during$$,
  $$VALUES (700::bigint, 500000, '(,2027-02-01)'::daterange), (800, 500000, '[2027-02-01,)')$$, 'the terms have both versions');
SELECT results_eq($$SELECT g.plan_key, p.valid_during FROM pricing.tenant_plan AS p JOIN pricing.pricing_plan AS g USING (pricing_plan_id)
    WHERE p.tenant_id = settlement.find_tenant('cafe') ORDER BY p.valid_during$$,
  $$VALUES ('basic', '(,2027-02-01)'::daterange), ('premium', '[2027-02-01,)')$$, 'and so has the plan');
SELECT is(pg_temp.change('{"holdback": null}', '2026-11-01'), 'applied', 'a change before a later one');
SELECT is(pg_temp.change('{"plan": null}', '2027-02-01'), 'applied', 'off the plan');
SELECT results_eq($$SELECT t.minimum_payout_minor, t.holdback_rate, lower(t.valid_during) FROM settlement.terms AS t WHERE t.tenant_id = settlement.find_tenant('cafe') ORDER BY t.valid_during$$,
  $$VALUES (700::bigint, 500000, NULL::date), (700, NULL, '2026-11-01'), (800, 500000, '2027-02-01')$$, 'ends where the later one begins');
SELECT throws_ok($$SELECT pg_temp.ask('{"minimum_payout": 5}', 'mid', '2026-11-15')$$, 'MP012', NULL, 'terms don''t change inside a period');
SELECT is(pg_temp.change('{"cycle": "weekly"}', NULL), 'applied', 'without a day: from the first open one');

-- A plan.
SELECT is(pg_temp.approve(pg_temp.ask_plan(jsonb_build_object('replace', pg_temp.rule('3.5', '2027-01-01', '{"minimum": 100}')), 'p1')), 'applied', 'a plan changes alike');
SELECT results_eq($$SELECT h.content ->> 'percent', h.valid_to, h.acts #>> '{0,reason}' FROM settlement.contract_history(NULL, 'basic') AS h$$,
  $$VALUES ('3.3', '2027-01-01'::date, 'new list'), ('3.5', NULL, 'new list')$$, 'and has its history');
SELECT is((SELECT count(*) FROM audit.entry WHERE action = 'pricing.change.applied' AND tenant_id = settlement.find_tenant('cafe') AND detail ->> 'plan_id' IS NOT NULL), 1::bigint,
  'the tenants on it have it in their trail');

-- A rule without a kind takes what it doesn't say from the one that it replaces.
SELECT is(pg_temp.approve(pg_temp.ask_plan('{"replace": {"component": "platform", "percent": "3.6", "valid_from": "2027-07-01"}}', 'p2')), 'applied', 'only the percentage');
SELECT is(pg_temp.ask_plan('{"replace": {"component": "platform", "percent": "3.6", "valid_from": "2027-07-01"}}', 'p2'),
  (SELECT request_id FROM pricing.list_change_request(p_plan_key => 'basic') ORDER BY requested_at DESC, request_id DESC LIMIT 1), 'is the same request when it is repeated');
SELECT results_eq($$SELECT h.content ->> 'percent', h.content ->> 'minimum' FROM settlement.contract_history(NULL, 'basic') AS h ORDER BY h.valid_from$$,
  $$VALUES ('3.3', '100'), ('3.5', '100'), ('3.6', '100')$$, 'the minimum stays');
SELECT is(pg_temp.approve(pg_temp.ask_plan('{"replace": {"component": "pg", "percent": "1.2", "valid_from": "2027-07-01"}}', 'p3')), 'applied', 'where nothing is in force it is a percentage');

-- What changed meanwhile is asked for again; settled days stay.
CREATE TEMP TABLE stale AS SELECT pg_temp.ask(jsonb_build_object('replace', pg_temp.rule('2', '2027-06-01', '{"method": "card"}')), 'stale') AS id;
SELECT is(pg_temp.change(jsonb_build_object('replace', pg_temp.rule('2.2', '2027-06-01', '{"method": "card"}'))), 'applied', 'two ask for the same day');
SELECT throws_ok('SELECT pg_temp.approve(id) FROM stale', 'MP514', NULL, 'the second is no longer what was shown');
UPDATE settlement.tenant_clock SET closed_through = '2027-03-31', settled_through = '2027-03-31' WHERE tenant_id = settlement.find_tenant('cafe');
SELECT throws_ok($$SELECT pg_temp.ask('{"plan": "basic"}', 'closed', '2027-03-01')$$, 'MP513', NULL, 'terms and plan keep to open days');

-- Schedules, payout days, promotions and coupon shares change by request as well.
SELECT settlement.record_promotion('KRW', '{"key": "spring", "percent": "50", "budget": 10000}');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "wide", "schedules": [{"code": "cash", "methods": ["transfer"], "cycle": "weekly", "minimum_payout": 100}]}');
SELECT is(pg_temp.approve(pg_temp.ask('{"schedules": [{"code": "cash", "methods": ["transfer", "point"], "minimum_payout": 200}], "promotions": [{"key": "spring"}],
  "coupon_share": [{"platform_percent": "40"}], "payout": {"policy": "after", "delay_days": 3, "weekdays": [5]}}', 'wide', '2027-02-01', 'wide')), 'applied', 'everything of a contract');
SELECT results_eq($$SELECT t.schedule_code, t.cycle, t.minimum_payout_minor, t.payout_day_policy, t.payout_weekdays, t.valid_during FROM settlement.terms AS t
    WHERE t.tenant_id = settlement.find_tenant('wide') ORDER BY t.schedule_code, t.valid_during$$,
  $$VALUES ('', 'monthly', 0::bigint, 'business_days', NULL::smallint[], '(,2027-02-01)'::daterange), ('', 'monthly', 0, 'after', '{5}', '[2027-02-01,)'),
    ('cash', 'weekly', 100, 'business_days', NULL, '(,2027-02-01)'), ('cash', 'weekly', 200, 'business_days', NULL, '[2027-02-01,)')$$, 'each schedule''s terms have their day');
SELECT results_eq($$SELECT h.subject, h.content, h.valid_from FROM settlement.contract_history('wide') AS h WHERE h.subject IN ('promotion', 'coupon_share', 'schedule')$$,
  $$VALUES ('coupon_share', '{"platform_percent": "40"}'::jsonb, '2027-02-01'::date), ('promotion', '{"promotion": "spring", "percent": "50", "budget": 10000}', '2027-02-01'),
    ('schedule', '{"methods": ["point", "transfer"]}', NULL)$$, 'and the history has them all');
SELECT results_eq($$SELECT settlement.terms_json(settlement.read_terms('KRW', settlement.terms_json(t))) FROM settlement.terms AS t WHERE t.tenant_id = settlement.find_tenant('wide') ORDER BY t.terms_id$$,
  $$SELECT settlement.terms_json(t) FROM settlement.terms AS t WHERE t.tenant_id = settlement.find_tenant('wide') ORDER BY t.terms_id$$, 'terms are written as they are read');
SELECT is_empty($$SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = 'settlement.terms'::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attname NOT IN ('tenant_id', 'terms_id', 'schedule_code', 'valid_during', 'created_at', 'created_by', 'currency', 'cycle', 'payout_delay_business_days', 'holdback_rate',
      'holdback_release_days', 'minimum_payout_minor', 'withholding', 'fee_vat_rounding', 'payout_delay_days', 'payout_weekdays', 'payout_month_days', 'payout_day_policy')$$,
  'and no column of terms is forgotten');
SELECT results_eq($$SELECT p.owner, p.subject, p.selector ->> 'method', p.valid_from, p.content ->> 'percent' FROM pricing.tenant_price AS p
    WHERE p.tenant_id = settlement.find_tenant('cafe') AND p.owner = 'plan' ORDER BY p.valid_from$$,
  $$VALUES ('plan', 'fee_rule', NULL, '2024-01-01'::date, '3.3'), ('plan', 'fee_rule', NULL, '2027-01-01', '3.5')$$, 'a tenant reads what its plan charges, while it is on it');

-- Two hundred versions of one rule.
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "many", "fee_rules": [{"component": "pg", "kind": "percent", "percent": "1", "valid_from": "2000-01-01"}]}');
SELECT count(pg_temp.approve(settlement.request_price_change('many', NULL, jsonb_build_object('replace', jsonb_build_object('component', 'pg', 'kind', 'percent',
  'percent', (1 + n % 7)::text || '.' || n, 'valid_from', date '2010-01-01' + 30 * ((n * 37) % 199))), NULL, 'again', 'many' || n, (SELECT asks FROM person))))
FROM generate_series(1, 199) AS n;
SELECT results_eq($$SELECT count(*), count(*) FILTER (WHERE NOT upper_inf(v.valid_during) AND NOT EXISTS (SELECT FROM pricing.tenant_fee_rule AS n
      WHERE n.tenant_id = v.tenant_id AND lower(n.valid_during) = upper(v.valid_during))), count(*) FILTER (WHERE upper_inf(v.valid_during))
    FROM pricing.tenant_fee_rule AS v WHERE v.tenant_id = settlement.find_tenant('many')$$,
  $$VALUES (200::bigint, 0::bigint, 1::bigint)$$, 'two hundred versions of one rule, asked for in any order, follow one another');
SELECT * FROM finish();
