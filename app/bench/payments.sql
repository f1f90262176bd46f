-- The rows of a payments file for the tenants of platform.sql, as text: 5 % refunds, every tenth with a discount.
SELECT 'bench-' || e.n AS tenant_key, '' AS branch_code, 'x' || e.n || '/' || e.j AS ref, CASE WHEN e.is_refund THEN 'refund' ELSE 'capture' END AS kind,
  to_char(timestamptz '2026-09-01 00:00+09' + (e.j * 30.0 / e.each) * interval '1 day' + e.n % 1000 * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS occurred_at,
  'KRW' AS currency, (ARRAY['card', 'transfer', 'easy_pay'])[1 + e.j % 3] AS method, (ARRAY['online', 'pos'])[1 + e.j % 2] AS channel,
  (ARRAY['drink', 'food', 'other'])[1 + e.j / 3 % 3] AS category, CASE WHEN e.is_refund THEN 500 ELSE 1000 + (e.n * 7919 + e.j * 104729) % 90000 END AS amount,
  CASE WHEN e.j % 10 = 0 AND NOT e.is_refund THEN '500' ELSE '' END AS platform_discount, CASE WHEN e.is_refund THEN 'x' || e.n || '/' || e.j - 1 ELSE '' END AS original_ref
FROM (SELECT j, n, x.each, (n + j) % 20 = 19 AND j > 0 AS is_refund
  FROM (SELECT current_setting('bench.events')::bigint / current_setting('bench.tenants')::bigint AS each) AS x,
    generate_series(0, x.each - 1) AS j, generate_series(1, current_setting('bench.tenants')::bigint) AS n) AS e
ORDER BY e.j, e.n
