-- Periods of every cycle follow one another without gap.
SELECT plan(18);

SELECT is(settlement.period_start('daily', '2024-02-29'), '2024-02-29'::date, 'a day begins');
SELECT is(settlement.period_end('daily', '2024-02-29'), '2024-02-29'::date, 'and ends with itself');
SELECT is(settlement.period_start('weekly', '2024-02-29'), '2024-02-26'::date, 'a week begins on Monday');
SELECT is(settlement.period_end('weekly', '2024-02-26'), '2024-03-03'::date, 'and ends on Sunday');
SELECT is(settlement.period_end('weekly', '2024-03-03'), '2024-03-03'::date, 'Sunday is its last day');
SELECT is(settlement.period_end('semimonthly', '2024-02-15'), '2024-02-15'::date, 'a half month ends on the 15th');
SELECT is(settlement.period_start('semimonthly', '2024-02-16'), '2024-02-16'::date, 'the other begins on the 16th');
SELECT is(settlement.period_end('semimonthly', '2024-02-16'), '2024-02-29'::date, 'and ends with the month');
SELECT is(settlement.period_start('monthly', '2024-02-29'), '2024-02-01'::date, 'a month begins on the 1st');
SELECT is(settlement.period_end('monthly', '2024-02-01'), '2024-02-29'::date, 'and ends on its last day');
SELECT is(settlement.period_end('monthly', '2025-02-01'), '2025-02-28'::date, 'whatever the year');
SELECT ok(settlement.is_period('semimonthly', '2024-02-16', '2024-02-29'), 'a period is one');
SELECT ok(NOT settlement.is_period('semimonthly', '2024-02-01', '2024-02-29'), 'another cycle''s is none');
SELECT is_empty(format($$SELECT d FROM generate_series('2023-12-01', '2025-03-01', interval '1 day') AS g (t) CROSS JOIN LATERAL (SELECT g.t::date AS d) AS x
  WHERE d NOT BETWEEN settlement.period_start(%1$L, d) AND settlement.period_end(%1$L, d)
    OR settlement.period_start(%1$L, settlement.period_end(%1$L, d) + 1) <> settlement.period_end(%1$L, d) + 1
    OR NOT settlement.is_period(%1$L, settlement.period_start(%1$L, d), settlement.period_end(%1$L, d))$$, c.cycle), c.cycle || ' periods hold every day and meet')
FROM (VALUES ('daily'), ('weekly'), ('semimonthly'), ('monthly')) AS c (cycle);
SELECT results_eq($$SELECT * FROM settlement.list_period_end('semimonthly', '2024-01-16', '2024-03-15') ORDER BY 1$$,
  $$VALUES ('2024-01-31'::date), ('2024-02-15'), ('2024-02-29'), ('2024-03-15')$$, 'ends within two days are listed');
SELECT * FROM finish();
