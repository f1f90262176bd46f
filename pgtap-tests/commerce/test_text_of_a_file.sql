-- What values of a payments file are: the ways that read them fast agree with what the format says.
SELECT plan(14);

SELECT ok(commerce.is_instant(v.given), v.given || ' is an instant')
FROM (VALUES ('2026-10-05T12:00:00+09:00'), ('2026-10-05 12:00Z'), ('2026-10-05T12:00:00.123456-0930'), ('2026-10-05T12:00+09')) AS v (given);
SELECT ok(NOT commerce.is_instant(v.given), v.given || ' is none')
FROM (VALUES ('2026-02-30T12:00:00+09:00'), ('2026-10-05T12:00:00'), ('2026-10-05T24:00:01+09:00'), ('2026/10/05T12:00:00+09:00'), ('now')) AS v (given);
SELECT is_empty($$
  SELECT m.given FROM generate_series(1, 25) AS i
  CROSS JOIN unnest(ARRAY['0', '9', ' ', '-', '+', ':', '.', 'T', 'Z', '_', '٣', E'\n', '']) AS c
  CROSS JOIN LATERAL (SELECT overlay('2026-10-05T12:00:00+09:00' PLACING c FROM i FOR 1) AS given) AS m
  WHERE commerce.is_instant(m.given) <> (
    m.given ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$'
    AND pg_input_is_valid(m.given, 'timestamptz'))
$$, 'a wrong character anywhere in the usual form is seen as in any other form');

SELECT results_eq($$SELECT commerce.read_amount(v.given, 0) FROM unnest(ARRAY['', '0', '00120', '999999999999999', '12.', '-1', '+1', ' 1', '1_0', '٣', '1e3', '1000000000000000']) AS v (given)$$,
  $$VALUES (0::bigint), (0), (120), (999999999999999), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL)$$,
  'an amount of a currency without decimals is digits alone, fifteen at most');
SELECT results_eq($$SELECT commerce.read_amount(v.given, 2) FROM unnest(ARRAY['', '7', '7.5', '7.05', '7.055', '.5']) AS v (given)$$,
  $$VALUES (0::bigint), (700), (750), (705), (NULL), (NULL)$$, 'decimals are filled up, never rounded');

SELECT is(count(DISTINCT core.numbered_uuid('ffffffff-ffff-7fff-bfff-ffffffffffff', n)), 100000::bigint, 'numbered identifiers differ, even from the highest start')
FROM generate_series(1, 100000) AS n;
SELECT ok(bool_and(uuid_extract_version(u) = 7 AND left(u::text, 24) = '01a00000-0000-7abc-8def-') AND array_agg(u ORDER BY n) = array_agg(u ORDER BY u),
  'they are of version 7 and in the order of their numbers')
FROM generate_series(1, 1000) AS n CROSS JOIN LATERAL core.numbered_uuid('01a00000-0000-7abc-8def-fffffffffff0', n) AS u;
SELECT * FROM finish();
