-- Fee rules as files give them: typed, or refused with what contradicts.
SELECT plan(25);

CREATE FUNCTION pg_temp.read(p_more jsonb) RETURNS pricing.tenant_fee_rule LANGUAGE sql AS
$$SELECT pricing.read_fee_rule('{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}'::jsonb || p_more, 'KRW')$$;
SELECT is((pg_temp.read('{}')).rate, 300000, 'a plain rule is read');
SELECT is((pg_temp.read('{"method": null}')).method, '', 'any is stored as nothing');
SELECT ok((pg_temp.read('{}')).returns_on_refund, 'platform fees return by default');
SELECT ok(NOT (pg_temp.read('{"component": "pg"}')).returns_on_refund, 'gateway fees do not');
SELECT ok((pg_temp.read('{"component": "pg", "returns_on_refund": true}')).returns_on_refund, 'unless it is said');
SELECT is((pg_temp.read('{"valid_to": "2024-02-01"}')).valid_during, '[2024-01-01,2024-02-01)'::daterange, 'valid_to is exclusive');
SELECT is((pg_temp.read('{}')).valid_during, '[2024-01-01,)'::daterange, 'or open');
SELECT throws_ok(format('SELECT pg_temp.read(%L)', v.more), 'MP002', NULL, v.why)
FROM (VALUES
  ('{"component": "tax"}', 'unknown component'), ('{"kind": "flat"}', 'unknown kind'), ('{"fixed": -1}', 'negative fixed'),
  ('{"minimum": -1}', 'negative minimum'), ('{"minimum": 9, "maximum": 8}', 'minimum above maximum'),
  ('{"tiers": [{"up_to": null, "percent": "1"}]}', 'percent with tiers'),
  ('{"kind": "tiered", "tiers": [{"up_to": null, "percent": "1"}]}', 'tiers with a percent'),
  ('{"kind": "tiered", "percent": null, "fixed": 5, "tiers": [{"up_to": null, "percent": "1"}]}', 'tiers with fixed'),
  ('{"valid_from": null}', 'no beginning'), ('{"valid_from": "2024-02-30"}', 'a day that is none'), ('{"valid_to": "2024-01-01"}', 'ends as it begins')) AS v (more, why);
SELECT throws_ok($$SELECT pg_temp.read('{"percent": "3.000001"}')$$, 'MP001', NULL, 'too many decimals');
SELECT throws_ok($$SELECT pg_temp.read('{"kind": "tiered", "percent": null}')$$, 'MP003', NULL, 'tiers are missing');

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "ruled", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01"}]}');
CREATE TEMP TABLE one AS SELECT tenant_id, created_by FROM tenancy.tenant WHERE tenant_key = 'ruled';
SELECT throws_ok($$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "ruled", "fee_rules": [{"component": "platform", "kind": "percent", "percent": "4", "valid_from": "2024-06-01"}]}')$$,
  'MP501', NULL, 'an overlapping rule is refused');
SELECT lives_ok($$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "ruled", "fee_rules": [
    {"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2024-01-01", "valid_to": "2024-06-01"},
    {"component": "platform", "kind": "percent", "percent": "4", "valid_from": "2024-06-01"}]}')$$, 'unless the old one is given with its end');
SELECT results_eq('SELECT r.rate, r.valid_during FROM pricing.tenant_fee_rule AS r JOIN one USING (tenant_id) ORDER BY r.valid_during',
  $$VALUES (300000, '[2024-01-01,2024-06-01)'::daterange), (400000, '[2024-06-01,)')$$, 'then both are stored');
SELECT throws_ok($$INSERT INTO pricing.tenant_fee_rule (tenant_id, component, kind, rate, currency, returns_on_refund, valid_during, created_by)
  SELECT tenant_id, 'platform', 'percent', 1, 'KRW', true, '[2024-05-31,2024-06-02)', created_by FROM one$$, '23P01', NULL, 'the table itself refuses an overlap');
SELECT throws_ok($$INSERT INTO pricing.tenant_fee_rule (tenant_id, component, kind, rate, fixed_minor, tier_from, tier_rate, tier_base, currency, returns_on_refund, valid_during, created_by)
  SELECT tenant_id, 'pg', 'tiered', NULL, 5, '{0}', '{1}', '{0}', 'KRW', true, '[2024-05-31,2024-06-02)', created_by FROM one$$, '23514', NULL, 'and a contradiction');
SELECT * FROM finish();
