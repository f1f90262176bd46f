-- Business days: weekends and holidays don't count, days added by hand neither.
SELECT plan(12);

DELETE FROM core.holiday;
SELECT is_empty('SELECT * FROM core.weekday_holiday', 'no holidays, nothing numbered');
SELECT is(core.add_business_days('2026-10-31', 0), '2026-10-31'::date, 'zero days: the day itself, even a Saturday');
SELECT is(core.add_business_days('2026-10-30', 1), '2026-11-02'::date, 'Friday and one is Monday');
SELECT is(core.add_business_days('2026-10-31', 5), '2026-11-06'::date, 'from a weekend on');

SELECT core.record_holidays('[{"holiday_on": "2026-10-05", "name_ko": "대체공휴일"}, {"holiday_on": "2026-10-09", "name_ko": "한글날"},
  {"holiday_on": "2026-10-03", "name_ko": "개천절"}]');
SELECT is(core.add_business_days('2026-09-30', 3), '2026-10-06'::date, 'a holiday and its substitute are skipped');
SELECT is(core.add_holiday('2026-10-06', '임시공휴일'), true, 'a day is added by hand');
SELECT is(core.add_holiday('2026-10-06', '임시공휴일'), false, 'twice is once');
SELECT is(core.add_business_days('2026-09-30', 3), '2026-10-07'::date, 'it is skipped as well');
SELECT core.record_holidays('[{"holiday_on": "2026-10-09", "name_ko": "한글날"}]');
SELECT is(core.add_business_days('2026-09-30', 3), '2026-10-05'::date, 'a new list replaces its year, not days added by hand');
SELECT core.remove_holiday('2026-10-06');

-- Against counting day by day, over years with holidays on all kinds of days.
INSERT INTO core.holiday (holiday_on, source, name_ko)
SELECT DISTINCT date '2020-01-01' + (n * n * 7 + n * 13) % 3000, 'ad_hoc', 'x' FROM generate_series(1, 400) AS n
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE counted AS
SELECT d::date AS day, row_number() OVER (ORDER BY d) AS number FROM generate_series('2019-12-01'::timestamp, '2030-12-31', '1 day') AS d
 WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM core.holiday AS h WHERE h.holiday_on = d::date);
SELECT is_empty(
  $$SELECT s.day, n FROM (SELECT d::date AS day FROM generate_series('2020-01-01'::timestamp, '2028-12-31', '3 days') AS d) AS s
     CROSS JOIN unnest(ARRAY[1, 2, 5, 30, 200]) AS n
     JOIN LATERAL (SELECT count(*) AS before FROM counted AS c WHERE c.day <= s.day) AS b ON true
     JOIN counted AS c ON c.number = b.before + n
     WHERE core.add_business_days(s.day, n) <> c.day$$,
  'the same as counting, over nine years'
);
SELECT is(core.weekday_at(core.weekdays_through('2026-11-20')), '2026-11-20'::date, 'numbers of weekdays turn round');
SELECT throws_ok($$SELECT core.add_business_days('2026-10-31', -1)$$, 'MC003', NULL, 'only forward');

SELECT * FROM finish();
