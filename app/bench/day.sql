-- One more day of payments for every tenant of the made platform: bench.events in all, on bench.day.
SET ROLE mg_batch_owner;
INSERT INTO commerce.payment_event (tenant_id, settlement_day, branch_id, kind, ref, occurred_at, business_day, method, channel, category,
  currency, amount_minor, platform_discount_minor, recorded_on, created_by)
  SELECT b.tenant_id, d.day, b.branch_id, 'capture', 'day/' || j, d.day::timestamp AT TIME ZONE 'Asia/Seoul' + j * interval '1 minute', d.day,
    (ARRAY['card', 'transfer', 'easy_pay'])[1 + j % 3], (ARRAY['online', 'pos'])[1 + j % 2], (ARRAY['drink', 'food', 'other'])[1 + j / 3 % 3],
    'KRW', 1000 + j * 7919 % 90000, 0, d.day, b.created_by
  FROM tenancy.branch AS b
  CROSS JOIN (SELECT current_setting('bench.day')::date AS day) AS d
  CROSS JOIN generate_series(1, current_setting('bench.events')::integer / (SELECT count(*) FROM tenancy.branch)::integer) AS j;
INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
  SELECT tenant_id, ref, settlement_day, payment_event_id, '' FROM commerce.payment_event
  WHERE settlement_day = current_setting('bench.day')::date ORDER BY 1, 2 ON CONFLICT DO NOTHING;
RESET ROLE;
ANALYZE;
