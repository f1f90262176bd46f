-- Tenants: what is recorded, what is refused, what a second recording changes.
SELECT plan(22);

SELECT is(tenancy.read_business_number('124-81-00998'), '1248100998', 'a business number is kept as digits');
SELECT is(tenancy.read_business_number('124 81 00998'), '1248100998', 'however it is written');
SELECT is(tenancy.read_business_number(NULL), NULL, 'it may be missing');
SELECT throws_ok(format('SELECT tenancy.read_business_number(%L)', v.number), 'MT004', NULL, v.why)
FROM (VALUES ('124-81-00997', 'a wrong check digit'), ('124-81-0099', 'a digit too few'), ('', 'an empty one'), ('abc-de-fghij', 'letters'), ('099-81-00998', 'an office that is none')) AS v (number, why);

CREATE FUNCTION pg_temp.record(p_tenant jsonb, p_currency text DEFAULT 'KRW', p_zone text DEFAULT 'Asia/Seoul') RETURNS uuid LANGUAGE sql AS
$$SELECT settlement.record_tenant(p_currency, p_zone, p_tenant)$$;
SELECT throws_ok($$SELECT pg_temp.record('{}')$$, 'MT001', NULL, 'a tenant has a key');
SELECT throws_ok($$SELECT pg_temp.record('{"key": " x"}')$$, 'MT001', NULL, 'without blanks around it');
SELECT throws_ok($$SELECT pg_temp.record('{"key": "x"}', 'XXX')$$, 'MT002', NULL, 'a currency that is known');
SELECT throws_ok($$SELECT pg_temp.record('{"key": "x"}', 'KRW', 'Asia/Nowhere')$$, 'MT003', NULL, 'a zone that exists');
SELECT throws_ok($$SELECT pg_temp.record('{"key": "x", "withholding": "freelancer_3_3"}', 'USD')$$, 'MS002', NULL, 'taxes are withheld in won only');
SELECT throws_ok($$SELECT pg_temp.record('{"key": "x", "plan": "none"}')$$, 'MP401', NULL, 'a plan that is stored');

SELECT isnt(pg_temp.record('{"key": "shop", "name_ko": "가게"}'), NULL, 'a tenant is recorded');
SELECT is(pg_temp.record('{"key": "shop"}'), (SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'shop'), 'once, however often it is given');
SELECT is((SELECT name_ko FROM tenancy.tenant WHERE tenant_key = 'shop'), '가게', 'what is not given again stays');
SELECT results_eq($$SELECT b.branch_code, b.name_ko FROM tenancy.branch AS b JOIN tenancy.tenant AS t USING (tenant_id) WHERE t.tenant_key = 'shop'$$,
  $$VALUES ('main', '본점')$$, 'it has one branch unless others are given');
SELECT throws_ok($$SELECT pg_temp.record('{"key": "shop"}', 'USD')$$, 'MT501', NULL, 'its currency is fixed');
SELECT results_eq($$SELECT m.cycle, m.payout_delay_business_days, m.minimum_payout_minor, m.fee_vat_rounding FROM settlement.terms AS m JOIN tenancy.tenant AS t USING (tenant_id)
  WHERE t.tenant_key = 'shop'$$, $$VALUES ('monthly', 5, 0::bigint, 'half_up')$$, 'terms have their defaults');
SELECT results_eq($$SELECT c.opens_on, c.closed_through, c.settled_through FROM settlement.tenant_clock AS c JOIN tenancy.tenant AS t USING (tenant_id) WHERE t.tenant_key = 'shop'$$,
  $$VALUES ('-infinity'::date, '-infinity'::date, '-infinity'::date)$$, 'nothing is closed for a new tenant');
SELECT is_empty($$SELECT v.* FROM tenancy.tenant AS t, settlement.verify(ARRAY[t.tenant_id]) AS v WHERE t.tenant_key = 'shop'$$, 'and verification finds nothing');
SELECT * FROM finish();
