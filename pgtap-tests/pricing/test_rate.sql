-- Percentages become exact integers, or are refused.
SELECT plan(13);

SELECT is(pricing.read_rate('2.75', 'x'), 275000, 'a rate is parts per ten million');
SELECT is(pricing.read_rate('0', 'x'), 0, 'zero is a rate');
SELECT is(pricing.read_rate('100', 'x'), 10000000, 'all of it is a rate');
SELECT is(pricing.read_rate('0.00001', 'x'), 1, 'five decimals of a percent are kept');
SELECT is(pricing.read_rate('3.30000', 'x'), 330000, 'zeros behind change nothing');
SELECT throws_ok($$SELECT pricing.read_rate('0.000001', 'x')$$, 'MP001', NULL, 'six decimals are refused');
SELECT throws_ok($$SELECT pricing.read_rate('100.00001', 'x')$$, 'MP001', NULL, 'more than all is refused');
SELECT throws_ok($$SELECT pricing.read_rate('-1', 'x')$$, 'MP001', NULL, 'a negative one is refused');
SELECT throws_ok($$SELECT pricing.read_rate('1e1', 'x')$$, 'MP001', NULL, 'an exponent is refused');
SELECT throws_ok($$SELECT pricing.read_rate(' 1', 'x')$$, 'MP001', NULL, 'blanks are refused');
SELECT throws_ok($$SELECT pricing.read_rate('', 'x')$$, 'MP001', NULL, 'nothing is refused');
SELECT throws_ok($$SELECT pricing.read_rate(NULL, 'x')$$, 'MP001', NULL, 'a missing one is refused');
SELECT throws_ok($$SELECT pricing.read_rate('NaN', 'x')$$, 'MP001', NULL, 'NaN is refused');
SELECT * FROM finish();
