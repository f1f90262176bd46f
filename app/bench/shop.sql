-- One shop with a long statement to come: a month of payments, set-based as mg_batch_owner, and its owner's session.
-- Parameter of the session: bench.events. Five branches, 5 % refunds, three methods, codes and names of the usual length.
CREATE TEMP TABLE made_shop AS SELECT uuidv7() AS tenant_id;
CREATE TEMP TABLE made_branch AS SELECT b AS n, uuidv7() AS branch_id FROM generate_series(0, 4) AS b;
CREATE TEMP TABLE made_event AS
  SELECT j, uuidv7() AS payment_event_id, j % 20 = 19 AS is_refund,
    timestamptz '2026-09-01 00:00+09' + j * (interval '30 days' / current_setting('bench.events')::bigint) AS occurred_at,
    1000 + j * 104729 % 90000 AS amount
  FROM generate_series(0, current_setting('bench.events')::bigint - 1) AS j;
ALTER TABLE made_event ADD PRIMARY KEY (j);
ANALYZE made_event;
GRANT SELECT ON made_shop, made_branch, made_event TO mg_batch_owner;
SET ROLE mg_batch_owner;
INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) SELECT 'shop', tenant_id FROM made_shop;
INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, currency, time_zone, created_by) SELECT tenant_id, 'shop', '큰 가게', 'KRW', 'Asia/Seoul', tenant_id FROM made_shop;
INSERT INTO tenancy.branch (tenant_id, branch_id, branch_code, name_ko, created_by) SELECT tenant_id, branch_id, 'b' || n, '지점 ' || n, tenant_id FROM made_shop, made_branch;
INSERT INTO settlement.tenant_clock (tenant_id) SELECT tenant_id FROM made_shop;
INSERT INTO settlement.terms (tenant_id, cycle, payout_delay_business_days, minimum_payout_minor, currency, fee_vat_rounding, valid_during, created_by)
  SELECT tenant_id, 'monthly', 5, 0, 'KRW', 'half_up', daterange(NULL, NULL), tenant_id FROM made_shop;
INSERT INTO pricing.tenant_fee_rule (tenant_id, component, kind, rate, fixed_minor, currency, returns_on_refund, valid_during, created_by)
  SELECT tenant_id, component, 'percent', 300000, 0, 'KRW', component = 'platform', daterange('2026-01-01', NULL), tenant_id
  FROM made_shop, unnest('{platform, pg}'::text[]) AS component;
INSERT INTO commerce.payment_event (tenant_id, settlement_day, payment_event_id, branch_id, kind, ref, occurred_at, business_day, method, channel, category,
  currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on, created_by)
  SELECT s.tenant_id, d.day, e.payment_event_id, b.branch_id, CASE WHEN e.is_refund THEN 'refund' ELSE 'capture' END, 'order-' || to_char(e.j, 'FM0000000000'), e.occurred_at, d.day,
    (ARRAY['card', 'transfer', 'easy_pay'])[1 + e.j % 3], (ARRAY['online', 'pos'])[1 + e.j % 2], (ARRAY['drink', 'food', 'other'])[1 + e.j / 3 % 3],
    'KRW', CASE WHEN e.is_refund THEN c.amount / 2 ELSE e.amount END, CASE WHEN e.j % 10 = 0 THEN 500 ELSE 0 END,
    (c.occurred_at AT TIME ZONE 'Asia/Seoul')::date, c.payment_event_id, d.day, s.tenant_id
  FROM made_shop AS s
  CROSS JOIN made_event AS e
  JOIN made_branch AS b ON b.n = e.j % 5
  CROSS JOIN LATERAL (SELECT (e.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day) AS d
  LEFT JOIN made_event AS c ON e.is_refund AND c.j = e.j - 1
  ORDER BY e.occurred_at;
RESET ROLE;
INSERT INTO identity.tenant_role (tenant_id, role_code, template_code) SELECT s.tenant_id, 'TENANT_OWNER', 'TENANT_OWNER' FROM made_shop AS s;
INSERT INTO identity.membership (tenant_id, user_id, role_code)
  SELECT s.tenant_id, current_setting('bench.owner')::uuid, 'TENANT_OWNER' FROM made_shop AS s;
INSERT INTO identity.auth_session (user_id, token_hash, idle_timeout, idle_expires_at, absolute_expires_at)
  VALUES (current_setting('bench.owner')::uuid, sha256(convert_to('bench-shop', 'UTF8')), interval '1 day', now() + interval '1 day', now() + interval '1 day');
