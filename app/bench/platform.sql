-- A platform to measure: tenants with contracts, and a month of payments, written set-based as mg_batch_owner.
-- Parameters of the session: bench.tenants, bench.events, bench.days (from the first of the month on), bench.cycle. Shape: 5 % refunds, a third of the tenants tiered,
-- three rules a component, a platform discount on every tenth capture.
CREATE TEMP TABLE made_tenant AS
  SELECT t AS n, uuidv7() AS tenant_id, uuidv7() AS branch_id
  FROM generate_series(1, current_setting('bench.tenants')::integer) AS t;
CREATE TEMP TABLE made_event AS
  SELECT e.n, e.j, e.tenant_id, e.branch_id, e.is_refund, uuidv7() AS payment_event_id,
    timestamptz '2026-09-01 00:00+09' + (e.j * current_setting('bench.days')::numeric / e.each) * interval '1 day' + e.n % 1000 * interval '1 second' AS occurred_at,
    1000 + (e.n * 7919 + e.j * 104729) % 90000 AS amount
  FROM (
    SELECT t.n, j, t.tenant_id, t.branch_id, (t.n + j) % 20 = 19 AND j > 0 AS is_refund, x.each
    FROM (SELECT current_setting('bench.events')::integer / current_setting('bench.tenants')::integer AS each) AS x
    CROSS JOIN made_tenant AS t
    CROSS JOIN LATERAL generate_series(0, x.each - 1) AS j
    ORDER BY j, t.n
  ) AS e;
CREATE INDEX ON made_event (n, j);
ANALYZE made_tenant;
ANALYZE made_event;
GRANT SELECT ON made_tenant, made_event TO mg_batch_owner;
SET ROLE mg_batch_owner;
INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) SELECT 'bench-' || n, tenant_id FROM made_tenant;
INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, currency, time_zone, created_by)
  SELECT tenant_id, 'bench-' || n, 'bench ' || n, 'KRW', 'Asia/Seoul', tenant_id FROM made_tenant;
INSERT INTO tenancy.branch (tenant_id, branch_id, branch_code, name_ko, created_by) SELECT tenant_id, branch_id, 'main', '본점', tenant_id FROM made_tenant;
INSERT INTO settlement.tenant_clock (tenant_id) SELECT tenant_id FROM made_tenant;
INSERT INTO settlement.terms (tenant_id, cycle, payout_delay_business_days, minimum_payout_minor, currency, fee_vat_rounding, valid_during, created_by)
  SELECT tenant_id, current_setting('bench.cycle'), 5, 0, 'KRW', 'half_up', daterange(NULL, NULL), tenant_id FROM made_tenant;
INSERT INTO pricing.tenant_fee_rule (tenant_id, component, method, category, kind, rate, fixed_minor, minimum_minor, currency, tier_from, tier_rate, tier_base,
  returns_on_refund, valid_during, created_by)
  SELECT t.tenant_id, r.component, r.method, r.category,
    CASE WHEN x.is_tiered THEN 'tiered' ELSE 'percent' END, CASE WHEN NOT x.is_tiered THEN r.rate END,
    CASE WHEN x.is_tiered THEN 0 ELSE r.fixed END, CASE WHEN NOT x.is_tiered THEN r.minimum END, 'KRW',
    CASE WHEN x.is_tiered THEN ARRAY[0, 1000000, 5000000]::bigint[] END,
    CASE WHEN x.is_tiered THEN ARRAY[300000, 200000, 100000] END,
    CASE WHEN x.is_tiered THEN ARRAY[0, 300000000000, 1100000000000]::bigint[] END,
    r.component = 'platform', daterange('2026-01-01', NULL), t.tenant_id
  FROM made_tenant AS t
  CROSS JOIN (VALUES ('platform', '', '', 300000, 0, NULL), ('platform', 'card', '', 250000, 100, 50), ('platform', '', 'drink', 275000, 0, NULL),
    ('pg', '', '', 220000, 0, NULL), ('pg', 'card', '', 240000, 0, NULL), ('pg', '', 'food', 200000, 0, 30)) AS r (component, method, category, rate, fixed, minimum)
  CROSS JOIN LATERAL (SELECT t.n % 3 = 0 AND r.component = 'platform' AS is_tiered) AS x;
INSERT INTO commerce.payment_event (tenant_id, settlement_day, payment_event_id, branch_id, kind, ref, occurred_at, business_day, method, channel, category,
  currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on, created_by)
  SELECT e.tenant_id, d.day, e.payment_event_id, e.branch_id, CASE WHEN e.is_refund THEN 'refund' ELSE 'capture' END, e.n || '/' || e.j, e.occurred_at, d.day,
    (ARRAY['card', 'transfer', 'easy_pay'])[1 + e.j % 3], (ARRAY['online', 'pos'])[1 + e.j % 2], (ARRAY['drink', 'food', 'other'])[1 + e.j / 3 % 3],
    'KRW', CASE WHEN e.is_refund THEN c.amount / 2 ELSE e.amount END, CASE WHEN e.j % 10 = 0 AND NOT e.is_refund THEN 500 ELSE 0 END,
    (c.occurred_at AT TIME ZONE 'Asia/Seoul')::date, c.payment_event_id, d.day, e.tenant_id
  FROM made_event AS e
  CROSS JOIN LATERAL (SELECT (e.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day) AS d
  LEFT JOIN made_event AS c ON e.is_refund AND c.n = e.n AND c.j = e.j - 1
  ORDER BY e.occurred_at;
INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
  SELECT tenant_id, ref, settlement_day, payment_event_id, '' FROM commerce.payment_event ORDER BY 1, 2;
RESET ROLE;
ANALYZE;
