-- Events: what the table itself refuses, and the hash that makes a repeat recognisable.
SELECT plan(22);

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "seller"}');
CREATE TEMP TABLE base AS
SELECT t.tenant_id, b.branch_id, '2024-01-15'::date AS settlement_day, 'capture' AS kind, false AS is_reversal, 'p1' AS ref, '2024-01-15 12:00+09'::timestamptz AS occurred_at,
  '2024-01-15'::date AS business_day, 'card' AS method, '' AS channel, '' AS category, 'KRW' AS currency, 1000::bigint AS amount_minor, 0::bigint AS platform_discount_minor,
  '2024-01-15'::date AS recorded_on, now() AS created_at, t.created_by, '' AS schedule_code, 0::bigint AS coupon_discount_minor
FROM tenancy.tenant AS t JOIN tenancy.branch AS b USING (tenant_id) WHERE t.tenant_key = 'seller';
CREATE FUNCTION pg_temp.write(p_change jsonb) RETURNS void LANGUAGE sql AS $write$
  INSERT INTO commerce.payment_event SELECT r.* FROM base AS b
  CROSS JOIN LATERAL jsonb_populate_record(NULL::commerce.payment_event, jsonb_build_object('payment_event_id', uuidv7()) || to_jsonb(b) || p_change) AS r
$write$;
SELECT lives_ok($$SELECT pg_temp.write('{}')$$, 'a capture is stored');
SELECT throws_ok(format('SELECT pg_temp.write(%L)', v.change), '23514', NULL, v.why)
FROM (VALUES
  ('{"kind": "gift"}', 'a kind that is none'), ('{"amount_minor": -1}', 'a negative amount'), ('{"amount_minor": 0}', 'a capture of nothing'),
  ('{"kind": "refund"}', 'a refund of nothing'),
  ('{"kind": "refund", "platform_discount_minor": 5, "original_event_id": "00000000-0000-7000-8000-00000000abcd", "original_day": "2024-01-15"}', 'a refund with a discount'),
  ('{"original_event_id": "00000000-0000-7000-8000-00000000abcd", "original_day": "2024-01-15"}', 'a capture with an original'),
  ('{"kind": "refund", "original_event_id": "00000000-0000-7000-8000-00000000abcd", "original_day": "2024-01-16"}', 'a refund settled before its capture'),
  ('{"tax_free_minor": 600, "zero_rated_minor": 401}', 'tax parts above the price'), ('{"tax_free_minor": 600}', 'one tax part without the other'),
  ('{"kind": "refund", "coupon_discount_minor": 5, "original_event_id": "00000000-0000-7000-8000-00000000abcd", "original_day": "2024-01-15"}', 'a refund with a coupon')) AS v (change, why);
SELECT lives_ok($$SELECT pg_temp.write('{"amount_minor": 0, "platform_discount_minor": 5}')$$, 'all of the price may be a discount');
SELECT throws_ok('UPDATE commerce.payment_event SET amount_minor = 1 WHERE tenant_id = (SELECT tenant_id FROM base)', 'MC901', NULL, 'an event never changes');
SELECT throws_ok('DELETE FROM commerce.payment_event WHERE tenant_id = (SELECT tenant_id FROM base)', 'MC901', NULL, 'and is never deleted');

CREATE FUNCTION pg_temp.hash(p_at timestamptz, p_amount bigint, p_original text, p_tax_free bigint DEFAULT NULL) RETURNS bytea LANGUAGE sql AS
$$SELECT commerce.event_hash(branch_id, kind, p_at, currency, method, channel, category, p_amount, platform_discount_minor, p_original,
  0, p_tax_free, CASE WHEN p_tax_free IS NOT NULL THEN 0 END) FROM base$$;
SELECT is(length(pg_temp.hash(now(), 1, '')), 32, 'a hash is SHA-256');
SELECT is(pg_temp.hash('2024-01-15 12:00+09', 1, ''), pg_temp.hash('2024-01-15 03:00+00', 1, ''), 'the same instant is the same content');
SELECT isnt(pg_temp.hash('2024-01-15 12:00+09', 1, ''), pg_temp.hash('2024-01-15 12:00:00.000001+09', 1, ''), 'another instant is not');
SELECT isnt(pg_temp.hash(now(), 1, ''), pg_temp.hash(now(), 2, ''), 'another amount is not');
SELECT isnt(pg_temp.hash(now(), 1, ''), pg_temp.hash(now(), 1, 'p0'), 'another original is not');
SELECT isnt(pg_temp.hash(now(), 1, ''), pg_temp.hash(now(), 1, '', 1), 'another tax part is not');
SELECT lives_ok($$SELECT pg_temp.write('{"tax_free_minor": 600, "zero_rated_minor": 400, "ref": "p2"}')$$, 'a price may be without VAT altogether');
SET LOCAL TimeZone = 'America/New_York';
SELECT is(pg_temp.hash('2024-01-15 12:00+09', 1, ''), (SELECT sha256(convert_to(concat_ws(chr(31), branch_id, 'capture', '1705287600.000000', 'KRW', 'card', '', '', 1, 0, ''), 'UTF8')) FROM base),
  'whatever the session''s time zone');
SELECT * FROM finish();
