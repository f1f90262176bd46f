-- The three kinds of fee, and what a refund gives back: cut toward zero, exactly where the rules say so.
SELECT plan(31);

SELECT is(pricing.percent_fee(10000, 275000, 0, NULL, NULL), 275::bigint, 'percent');
SELECT is(pricing.percent_fee(9999, 275000, 0, NULL, NULL), 274::bigint, 'is cut, not rounded');
SELECT is(pricing.percent_fee(10000, 275000, 100, NULL, NULL), 375::bigint, 'fixed comes on top');
SELECT is(pricing.percent_fee(100, 275000, 0, 50, NULL), 50::bigint, 'raised to the minimum');
SELECT is(pricing.percent_fee(100000, 275000, 0, NULL, 1000), 1000::bigint, 'cut to the maximum');
SELECT is(pricing.percent_fee(100, 0, 30, 50, 50), 50::bigint, 'minimum first, then maximum');
SELECT is(pricing.percent_fee(900000000000, 10000000, 0, NULL, NULL), 900000000000::bigint, 'large amounts are exact');
SELECT throws_ok('SELECT pricing.percent_fee(9000000000000, 10000000, 0, NULL, NULL)', '22003', NULL, 'overflow is an error, never a wrong figure');

CREATE TEMP TABLE tier AS
SELECT * FROM pricing.read_tier('[{"up_to": 100000, "percent": "3"}, {"up_to": 500000, "percent": "2"}, {"up_to": null, "percent": "1"}]');
SELECT is(tier_from, ARRAY[0, 100000, 500000]::bigint[], 'tiers become lower bounds') FROM tier;
SELECT is(tier_rate, ARRAY[300000, 200000, 100000], 'and rates') FROM tier;
SELECT is(tier_base, ARRAY[0, 30000000000, 110000000000]::bigint[], 'and the fee of all below') FROM tier;
SELECT is(pricing.volume_fee(0, width_bucket(0::bigint, tier_from), tier_from, tier_rate, tier_base), 0::bigint, 'F(0) is 0') FROM tier;
SELECT is(pricing.volume_fee(99999, width_bucket(99999::bigint, tier_from), tier_from, tier_rate, tier_base), 2999::bigint, 'within the first tier, cut') FROM tier;
SELECT is(pricing.volume_fee(100000, width_bucket(100000::bigint, tier_from), tier_from, tier_rate, tier_base), 3000::bigint, 'at a bound') FROM tier;
SELECT is(pricing.volume_fee(550000, width_bucket(550000::bigint, tier_from), tier_from, tier_rate, tier_base), 11500::bigint, 'over all tiers') FROM tier;
SELECT is((SELECT sum(settlement.capture_fee('tiered', 7, n * 7, NULL, NULL, NULL, NULL, tier_from, tier_rate, tier_base,
  width_bucket((n * 7)::bigint, tier_from), width_bucket((n * 7 + 7)::bigint, tier_from))) FROM generate_series(0, 99999) AS n)::bigint,
  pricing.volume_fee(700000, width_bucket(700000::bigint, tier_from), tier_from, tier_rate, tier_base), 'a month''s fees sum to the fee of its volume') FROM tier;
SELECT is(settlement.capture_fee('tiered_by_previous_month', 10000, 99999, NULL, NULL, NULL, NULL, tier_from, tier_rate, tier_base, width_bucket(99999::bigint, tier_from), NULL), 300::bigint, 'last month below the bound') FROM tier;
SELECT is(settlement.capture_fee('tiered_by_previous_month', 10000, 100000, NULL, NULL, NULL, NULL, tier_from, tier_rate, tier_base, width_bucket(100000::bigint, tier_from), NULL), 200::bigint, 'last month at the bound is the next tier') FROM tier;
SELECT is(settlement.capture_fee('percent', 0, 0, 275000, 100, 50, NULL, NULL, NULL, NULL, NULL, NULL), 0::bigint, 'a capture of 0 bears no fee, fixed and minimum or not');
SELECT is(settlement.capture_fee(NULL, 10000, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), 0::bigint, 'no rule, no fee');

SELECT throws_ok('SELECT pricing.read_tier(''[]'')', 'MP003', NULL, 'no tiers');
SELECT throws_ok('SELECT pricing.read_tier(''{}'')', 'MP003', NULL, 'not a list');
SELECT throws_ok('SELECT pricing.read_tier(''[{"up_to": 5, "percent": "1"}]'')', 'MP003', NULL, 'the last must be open');
SELECT throws_ok('SELECT pricing.read_tier(''[{"up_to": null, "percent": "1"}, {"up_to": null, "percent": "1"}]'')', 'MP003', NULL, 'only the last may be open');
SELECT throws_ok('SELECT pricing.read_tier(''[{"up_to": 9, "percent": "1"}, {"up_to": 9, "percent": "1"}, {"up_to": null, "percent": "1"}]'')', 'MP003', NULL, 'tiers ascend');
SELECT throws_ok('SELECT pricing.read_tier(''[{"up_to": null, "percent": "1.000001"}]'')', 'MP001', NULL, 'a tier''s percent is a percent');

SELECT is(pricing.returned_share(515, 0, 5922, 17767), 171::bigint, 'a part gives back its share, cut');
SELECT is(pricing.returned_share(515, 5922, 10363, 17767), 129::bigint, 'the next part what is due by then, less what was given');
SELECT is((SELECT sum(pricing.returned_share(997, n, n + 1, 1234)) FROM generate_series(0, 1233) AS n)::bigint, 997::bigint, 'any number of parts gives back exactly the whole');
SELECT is(pricing.returned_share(500, 0, 0, 0), 0::bigint, 'of nothing, nothing');
SELECT is(pricing.returned_share(9000000000000000, 0, 9000000000000000, 9000000000000000), 9000000000000000::bigint, 'products beyond bigint are exact');
SELECT * FROM finish();
