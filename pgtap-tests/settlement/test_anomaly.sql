-- Each rule finds what it should and stays quiet about what is near; decisions are kept (SE-11).
SELECT plan(39);

CREATE TEMP TABLE shop (key text, rules text DEFAULT '[]', adjustments text DEFAULT '[]');
INSERT INTO shop (key) SELECT unnest(ARRAY['vol-high', 'vol-few', 'vol-new', 'vol-wild', 'ref-high', 'ref-own', 'ref-few', 'fall', 'fall-slow', 'dup', 'dup-usual',
  'out-high', 'out-ok', 'out-short', 'out-low']);
INSERT INTO shop (key, rules) VALUES
  ('fee-least', '[{"component": "platform", "kind": "percent", "percent": "3", "minimum": 500, "valid_from": "2023-01-01"}]'),
  ('fee-ok', '[{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2023-01-01"}, {"component": "pg", "method": "card", "kind": "percent", "percent": "1", "valid_from": "2023-01-01"}]'),
  ('fee-gap', '[{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-04-20"}]'),
  ('fee-capped', '[{"component": "platform", "kind": "percent", "percent": "3", "maximum": 10, "valid_from": "2023-01-01"}]'),
  ('fee-more', '[{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2023-01-01", "valid_to": "2024-04-01"},
    {"component": "platform", "kind": "percent", "percent": "6", "valid_from": "2024-04-01"}]');
INSERT INTO shop (key, adjustments) VALUES
  ('debt', '[{"date": "2024-02-10", "amount": -20000, "reason": "x"}, {"date": "2024-03-10", "amount": -5000, "reason": "x"}, {"date": "2024-04-10", "amount": -5000, "reason": "x"}]'),
  ('debt-new', '[{"date": "2024-03-10", "amount": -5000, "reason": "x"}, {"date": "2024-04-10", "amount": -5000, "reason": "x"}]');
SELECT settlement.record_tenant('KRW', 'Asia/Seoul', jsonb_build_object('key', s.key, 'fee_rules', s.rules::jsonb, 'adjustments', s.adjustments::jsonb)) FROM shop AS s;
CREATE TEMP TABLE found_tenants AS SELECT array_agg(settlement.find_tenant(s.key)) AS ids FROM shop AS s;

-- Tenant, reference, kind, instant, method, amount, original.
CREATE TEMP TABLE paid (key text, ref text, kind text, at timestamp, method text, amount integer, original text DEFAULT '');
INSERT INTO paid
SELECT k, 'd' || n, 'capture', '2024-04-01 12:00'::timestamp + n * interval '1 day', 'card', CASE WHEN k = 'vol-wild' AND n % 2 = 0 THEN 90000 ELSE 10000 END
FROM unnest(ARRAY['vol-high', 'vol-few', 'vol-new', 'vol-wild']) AS k, generate_series(1, 28) AS n WHERE k <> 'vol-new' OR n > 19;
INSERT INTO paid
SELECT k, 's' || n, 'capture', '2024-04-30 12:00'::timestamp + n * interval '10 minutes', 'card', 20000
FROM unnest(ARRAY['vol-high', 'vol-new', 'vol-wild']) AS k, generate_series(1, 5) AS n;
INSERT INTO paid VALUES ('vol-few', 's', 'capture', '2024-04-30 12:00', 'card', 100000);
INSERT INTO paid
SELECT k, 'm' || m || n, 'capture', make_timestamp(2024, m, 5, 10, 0, 0) + n * interval '10 minutes', 'card', 1000
FROM (VALUES ('ref-high', 4, 20), ('ref-own', 3, 20), ('ref-own', 4, 20), ('ref-few', 4, 10)) AS v (k, m, times), generate_series(1, v.times) AS n;
INSERT INTO paid
SELECT k, 'r' || m || n, 'refund', make_timestamp(2024, m, 6, 10, 0, 0), '', 1000, 'm' || m || n
FROM (VALUES ('ref-high', 4, 5), ('ref-own', 3, 4), ('ref-own', 4, 6), ('ref-few', 4, 5)) AS v (k, m, times), generate_series(1, v.times) AS n;
INSERT INTO paid
SELECT k, 'f' || n, 'capture', '2024-04-05 12:00'::timestamp + n * interval '1 hour', 'card', 1000
FROM unnest(ARRAY['fee-least', 'fee-ok', 'fee-gap', 'fee-capped']) AS k, generate_series(1, 5) AS n;
INSERT INTO paid
SELECT v.k, 'y' || n, 'capture', make_timestamp(2024, 4, 5, 12, 0, 0) - make_interval(months => cardinality(v.amounts) - n), 'card', v.amounts[n]
FROM (VALUES ('fee-more', ARRAY[100000, 100000, 100000, 100000]), ('fall', ARRAY[100000, 80000, 60000, 40000]), ('fall-slow', ARRAY[100000, 99000, 98000, 97000]),
  ('out-high', ARRAY[95000, 105000, 95000, 105000, 95000, 105000, 300000]), ('out-ok', ARRAY[95000, 105000, 95000, 105000, 95000, 105000, 120000]),
  ('out-low', ARRAY[95000, 105000, 95000, 105000, 95000, 105000, 10000]), ('out-short', ARRAY[105000, 95000, 105000, 95000, 105000, 300000])) AS v (k, amounts),
  generate_series(1, cardinality(v.amounts)) AS n;
INSERT INTO paid VALUES
  ('dup', 'a1', 'capture', '2024-04-28 12:00', 'card', 7000), ('dup', 'a2', 'capture', '2024-04-28 12:04', 'card', 7000),
  ('dup', 'b1', 'capture', '2024-04-28 12:00', 'card', 7100), ('dup', 'b2', 'capture', '2024-04-28 12:06', 'card', 7100),
  ('dup', 'c1', 'capture', '2024-04-28 12:00', 'card', 7200), ('dup', 'c2', 'capture', '2024-04-28 12:01', 'point', 7200),
  ('dup', 'e1', 'capture', '2024-04-28 12:00', 'card', 7300), ('dup', 'e2', 'capture', '2024-04-28 12:01', 'card', 7300),
  ('dup', 'g1', 'capture', '2024-04-10 12:00', 'card', 7400), ('dup', 'g2', 'capture', '2024-04-10 12:01', 'card', 7400);
INSERT INTO paid VALUES ('dup', 'e3', 'refund', '2024-04-29 12:00', '', 7300, 'e2');
INSERT INTO paid SELECT 'dup-usual', 'u' || n, 'capture', '2024-04-28 12:00'::timestamp + n * interval '2 minutes', 'card', 4500 FROM generate_series(1, 6) AS n;
INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind, occurred_at, currency, method, channel, category, amount,
  platform_discount, original_ref, recorded_on)
SELECT '00000000-0000-0000-0000-0000000000a1', row_number() OVER (), p.key, '', p.ref, p.kind, to_char(p.at, 'YYYY-MM-DD"T"HH24:MI:SS') || '+09:00', 'KRW',
  p.method, '', '', p.amount::text, '', p.original, '' FROM paid AS p;
SELECT is(commerce.check_import('00000000-0000-0000-0000-0000000000a1'), 0::bigint, 'all payments are good');
SELECT ok((SELECT is_recorded FROM settlement.record_import('00000000-0000-0000-0000-0000000000a1', 'f', '', false, 0, '2024-04-30 23:00+09')), 'and recorded');
SELECT settlement.close_period(ids, '2024-04-30', '2024-05-01 01:00+09') FROM found_tenants;
SELECT settlement.settle_chunk(ids) FROM found_tenants;

CREATE TEMP TABLE seen AS SELECT n.tenant_key, f.* FROM found_tenants, settlement.find_anomaly(ids, '2024-05-01 04:00+09') AS f JOIN tenancy.tenant AS n USING (tenant_id);
CREATE FUNCTION pg_temp.seen(p_key text) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(s.rule_code || ' ' || s.subject, ', ' ORDER BY s.rule_code, s.subject), '') FROM seen AS s WHERE s.tenant_key = p_key $$;
SELECT is(pg_temp.seen('vol-high'), 'sudden_volume 2024-04-30', 'ten times the mean of four weeks');
SELECT is(pg_temp.seen('vol-few'), '', 'one large payment is no volume');
SELECT is(pg_temp.seen('vol-new'), '', 'who has sold for nine days only has no habit yet');
SELECT is(pg_temp.seen('vol-wild'), '', 'twice the mean, where days differ anyway');
SELECT is(pg_temp.seen('ref-high'), 'refund_share 2024-04', 'a quarter of sales refunded');
SELECT is(pg_temp.seen('ref-own'), '', 'three tenths, where two tenths are usual');
SELECT is(pg_temp.seen('ref-few'), '', 'half of ten payments');
SELECT is(pg_temp.seen('fee-least'), 'fee_share 2024-04-30', 'a minimum fee that eats half of small payments');
SELECT is(pg_temp.seen('fee-ok'), '', 'fees as the contract says');
SELECT is(pg_temp.seen('fee-gap'), 'fee_share 2024-04-30', 'no fee, where the contract has one for any payment');
SELECT is(pg_temp.seen('fee-capped'), '', 'a fee with an upper limit may be small');
SELECT is(pg_temp.seen('fee-more'), 'fee_share 2024-04-30', 'within the contract, and twice what it was');
SELECT is(pg_temp.seen('debt'), 'negative_trend 2024-04-30', 'three statements that end with a debt');
SELECT is(pg_temp.seen('debt-new'), '', 'two of them');
SELECT is(pg_temp.seen('fall'), 'negative_trend 2024-04-30', 'sales that fell three times, by more than half');
SELECT is(pg_temp.seen('fall-slow'), '', 'sales that fell a little');
SELECT is(pg_temp.seen('dup'), 'duplicate_payment a1 = a2', 'the same amount twice in four minutes; not in six, by another method, refunded, or long ago');
SELECT is(pg_temp.seen('dup-usual'), '', 'an amount that is taken all the time');
SELECT is(pg_temp.seen('out-high'), 'statement_outlier 2024-04-30', 'a statement three times the others');
SELECT is(pg_temp.seen('out-low'), 'statement_outlier 2024-04-30', 'a tenth of the others');
SELECT is(pg_temp.seen('out-ok'), '', 'one a fifth above them');
SELECT is(pg_temp.seen('out-short'), '', 'five statements are no history');
SELECT results_eq($$SELECT observed, threshold, explanation_ko, explanation_en FROM seen WHERE tenant_key = 'vol-high'$$,
  $$VALUES (100000::numeric, 20000::numeric, '2024-04-30 매출 100,000 KRW: 직전 28일 하루 평균 10,000 KRW, 기준 20,000 KRW을 넘었습니다.',
    'Sales of 100,000 KRW on 2024-04-30: the mean of the 28 days before is 10,000 KRW, the threshold 20,000 KRW.')$$, 'a finding explains itself in two languages');
SELECT is((SELECT explanation_en FROM seen WHERE tenant_key = 'fee-least'),
  'Statement through 2024-04-30: fees on payments are 50.00% of sales, outside the contract''s rates of 3.00% to 3.00%.', 'fees as well');

SELECT is(settlement.detect_anomaly(ids, '2024-05-01 04:00+09'), (SELECT count(*) FROM seen), 'what is found is kept') FROM found_tenants;
SELECT is(settlement.detect_anomaly(ids, '2024-05-01 05:00+09'), 0::bigint, 'the same again is nothing new') FROM found_tenants;
SELECT results_eq($$SELECT s.* FROM found_tenants, settlement.detect_anomaly_step(ids, '{"as_of": "2024-05-01 04:00+09"}') AS s$$, 'VALUES (0::bigint, 0::bigint)', 'nor by the nightly step');
CREATE TEMP TABLE of_dup AS SELECT anomaly_id FROM settlement.list_anomaly('dup');
SELECT throws_ok($$SELECT settlement.decide_anomaly(anomaly_id, 'false_alarm', ' ') FROM of_dup$$, 'MS032', NULL, 'a false alarm without a reason');
SELECT throws_ok($$SELECT settlement.decide_anomaly(uuidv7(), 'acknowledged', '')$$, 'MS433', NULL, 'an anomaly that is not there');
SELECT is(settlement.decide_anomaly(anomaly_id, 'false_alarm', 'two guests'), 'false_alarm', 'two guests paid the same') FROM of_dup;
SELECT settlement.detect_anomaly(ids, '2024-05-01 06:00+09') FROM found_tenants;
SELECT results_eq($$SELECT status, note, decided_by FROM settlement.list_anomaly('dup')$$, $$VALUES ('false_alarm', 'two guests', 'service settlement')$$, 'a false alarm stays quiet');
SELECT throws_ok($$DELETE FROM settlement.anomaly$$, 'MS931', NULL, 'what was found stays');
SELECT throws_ok($$SELECT settlement.set_anomaly_rule('refund_share', '{"shere": 1}')$$, 'MS434', NULL, 'a threshold that is not there');
SELECT settlement.set_anomaly_rule('refund_share', '{"share": 0.3}'), settlement.set_anomaly_rule('duplicate_payment', NULL, false);
SELECT is((SELECT count(*) FROM found_tenants, settlement.find_anomaly(ids, '2024-05-01 04:00+09') AS f WHERE f.rule_code IN ('refund_share', 'duplicate_payment')),
  0::bigint, 'a rule speaks by its threshold, and not when it is off');

-- Set-based, and by partition: months outside its window are not in a rule's plan, neighbours are.
SELECT settlement.ensure_partition(ARRAY['2023-01-01', '2023-04-01']::date[]);
CREATE FUNCTION pg_temp.planned(p_rule text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format('EXPLAIN SELECT * FROM settlement.find_%s(%L, %L, %L)', p_rule, (SELECT ids FROM found_tenants), '2023-04-20 04:00+09',
    (SELECT r.parameters FROM settlement.anomaly_rule AS r WHERE r.rule_code = p_rule));
END $$;
SELECT ok(bool_or(p ~ 'payment_event_202304') AND NOT bool_or(p ~ 'payment_event_202301'), r || ' reads its months alone')
FROM unnest(ARRAY['sudden_volume', 'duplicate_payment']) AS r, pg_temp.planned(r) AS p GROUP BY r ORDER BY r;
SELECT ok(bool_or(p ~ 'payment_event_202304') AND bool_or(p ~ 'payment_event_202301') AND NOT bool_or(p ~ 'payment_event_202212'), 'refund_share reads three months more')
FROM pg_temp.planned('refund_share') AS p;
