-- The six ways in which a sent tax invoice is amended (VAT Act's decree art. 70), and what is owed afterwards.
SELECT plan(48);

INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) VALUES ('amended', '00000000-0000-7000-8000-0000000000c1');
INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, business_number, currency, time_zone, created_by)
VALUES ('00000000-0000-7000-8000-0000000000c1', 'amended', '가게', '1010100014', 'KRW', 'Asia/Seoul', uuidv7());
SELECT billing.record_supplier('{"business_number": "124-81-00998", "name": "본사", "ceo_name": "김", "address": "서울", "business_type": "서비스",
  "business_item": "정산", "contact_name": "박", "contact_email": "tax@hq.example"}', '2026-01-01');
-- A sent original of a month: platform 12,750 + 1,275, payment 7,395 + 740.
CREATE FUNCTION pg_temp.sent(p_month date) RETURNS uuid LANGUAGE plpgsql AS $sent$
DECLARE
  v_id uuid := uuidv7();
  v_last date := (p_month + interval '1 month')::date - 1;
BEGIN
  INSERT INTO billing.tax_invoice (tenant_id, tax_invoice_id, cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer, created_by)
  VALUES ('00000000-0000-7000-8000-0000000000c1', v_id, 'fees', p_month, v_last, billing.tax_invoice_due_on(v_last), 'KRW', 20145, 2015, 22160,
    billing.supplier_on(v_last), billing.buyer_of('00000000-0000-7000-8000-0000000000c1'), uuidv7());
  INSERT INTO billing.tax_invoice_item (tenant_id, tax_invoice_id, item_no, item_code, name_ko, name_en, supply_minor, tax_minor, currency)
  VALUES ('00000000-0000-7000-8000-0000000000c1', v_id, 1, 'platform_fee', '플랫폼 수수료', 'Platform fee', 12750, 1275, 'KRW'),
    ('00000000-0000-7000-8000-0000000000c1', v_id, 2, 'pg_fee', '결제 수수료', 'Payment fee', 7395, 740, 'KRW');
  PERFORM billing.note_issued('00000000-0000-7000-8000-0000000000c1', v_id, to_char(p_month, 'YYYYMMDD') || '4100000000000001', (p_month + 35)::timestamptz);
  PERFORM billing.note_sent('00000000-0000-7000-8000-0000000000c1', v_id, (p_month + 36)::timestamptz);
  RETURN v_id;
END
$sent$;
CREATE TEMP TABLE doc AS SELECT n AS kind, pg_temp.sent(make_date(2026, n, 1)) AS id FROM generate_series(1, 9) AS n;
CREATE FUNCTION pg_temp.id(p_kind integer) RETURNS uuid LANGUAGE sql AS 'SELECT id FROM doc WHERE kind = p_kind';
CREATE FUNCTION pg_temp.amend(p_doc integer, p_kind integer, p_on date, p_items jsonb, p_key text) RETURNS TABLE (part text, written_on date, supply bigint, tax bigint)
LANGUAGE sql AS $$ SELECT amendment_part, written_on, supply_minor, tax_minor FROM billing.amend_tax_invoice(pg_temp.id(p_doc), p_kind, p_on, p_items, 'why', p_key, '2026-11-20T12:00+09') $$;
CREATE FUNCTION pg_temp.owed(p_id uuid) RETURNS text LANGUAGE sql AS $$
  SELECT sum(supply_minor) || ' ' || sum(tax_minor) FROM billing.tax_invoice_balance WHERE tax_invoice_id = p_id $$;

-- 1: errors. Two documents: the original taken back on its own date, the corrected one in its place.
SELECT results_eq($$SELECT * FROM pg_temp.amend(1, 1, NULL, '[{"item": "platform_fee", "supply": 13000}, {"item": "pg_fee", "supply": 7395, "tax": 740}]', 'one')$$,
  $$VALUES ('reversal', '2026-01-31'::date, -20145::bigint, -2015::bigint), ('replacement', '2026-01-31', 20395, 2040)$$, '1: a full reversal and the corrected document');
SELECT results_eq($$SELECT DISTINCT original_approval_number, amendment_kind::integer, due_on FROM billing.tax_invoice WHERE amends_id = pg_temp.id(1)$$,
  $$VALUES ('202601014100000000000001', 1, '2026-12-10'::date)$$, 'both name the original''s approval number');
SELECT is(pg_temp.owed(pg_temp.id(1)), '0 0', 'nothing is owed under the original any more');
SELECT is(pg_temp.owed((SELECT tax_invoice_id FROM billing.tax_invoice WHERE amends_id = pg_temp.id(1) AND amendment_part = 'replacement')), '20395 2040', 'but under its replacement');
SELECT results_eq($$SELECT * FROM pg_temp.amend(1, 1, NULL, '[{"item": "platform_fee", "supply": 13000}, {"item": "pg_fee", "supply": 7395, "tax": 740}]', 'one')$$,
  $$VALUES ('reversal', '2026-01-31'::date, -20145::bigint, -2015::bigint), ('replacement', '2026-01-31', 20395, 2040)$$, 'asking again is the same amendment');
SELECT is((SELECT count(*) FROM billing.tax_invoice WHERE amends_id = pg_temp.id(1)), 2::bigint, 'and makes no more documents');
SELECT throws_ok($$SELECT pg_temp.amend(2, 4, '2026-11-05', NULL, 'one')$$, 'MC501', NULL, 'another amendment wants another key');
SELECT throws_ok($$SELECT pg_temp.amend(1, 1, NULL, NULL, 'one again')$$, 'MB504', NULL, 'what was taken back whole is not taken back again');
UPDATE tenancy.tenant SET name_ko = '새 가게' WHERE tenant_key = 'amended';
SELECT results_eq($$SELECT * FROM pg_temp.amend(7, 1, '2026-08-05', NULL, 'one-date')$$,
  $$VALUES ('reversal', '2026-07-31'::date, -20145::bigint, -2015::bigint), ('replacement', '2026-08-05', 20145, 2015)$$, '1: if the date was the error, the corrected date');
SELECT results_eq($$SELECT amendment_part, buyer ->> 'name' FROM billing.tax_invoice WHERE amends_id = pg_temp.id(7) ORDER BY total_minor$$,
  $$VALUES ('reversal', '가게'), ('replacement', '새 가게')$$, 'the replacement names the buyer as it is now, the reversal as it was');
-- A replacement is a document of its own.
SELECT throws_ok($$SELECT billing.amend_tax_invoice((SELECT tax_invoice_id FROM billing.tax_invoice WHERE amends_id = pg_temp.id(7) AND amendment_part = 'replacement'),
  4, '2026-11-05', NULL, 'why', 'later', '2026-11-20T12:00+09')$$, 'MB503', NULL, 'it can be amended only once the tax service has it');
SELECT billing.note_issued('00000000-0000-7000-8000-0000000000c1', tax_invoice_id, '202611204100000000000777', '2026-11-20T12:00+09'), billing.note_sent('00000000-0000-7000-8000-0000000000c1', tax_invoice_id, '2026-11-21T12:00+09')
FROM billing.tax_invoice WHERE amends_id = pg_temp.id(7) AND amendment_part = 'replacement';
SELECT results_eq($$SELECT written_on, supply_minor FROM billing.amend_tax_invoice((SELECT tax_invoice_id FROM billing.tax_invoice WHERE amends_id = pg_temp.id(7) AND amendment_part = 'replacement'),
  4, '2026-11-05', NULL, 'why', 'later', '2026-11-20T12:00+09')$$, $$VALUES ('2026-11-05'::date, -20145::bigint)$$, 'then it is');
SELECT throws_ok($$SELECT billing.amend_tax_invoice((SELECT tax_invoice_id FROM billing.tax_invoice WHERE amends_id = pg_temp.id(7) AND amendment_part = 'reversal'),
  4, '2026-11-05', NULL, 'why', 'never', '2026-11-20T12:00+09')$$, 'MB503', NULL, 'a reversal is never amended');

-- 2: changed supply. One document with the difference, on the day of the change.
SELECT results_eq($$SELECT * FROM pg_temp.amend(2, 2, '2026-11-05', '[{"item": "platform_fee", "supply": -1005}]', 'two')$$,
  $$VALUES ('difference', '2026-11-05'::date, -1005::bigint, -100::bigint)$$, '2: the difference alone; its tax by the document''s own rate (1,175 of 11,745 is left)');
SELECT results_eq($$SELECT * FROM pg_temp.amend(2, 2, '2026-11-06', '[{"item": "pg_fee", "supply": 100, "tax": 10}]', 'two more')$$,
  $$VALUES ('difference', '2026-11-06'::date, 100::bigint, 10::bigint)$$, '2: more as well as less');
SELECT is(pg_temp.owed(pg_temp.id(2)), '19240 1925', 'original and differences are what is owed');
SELECT results_eq($$SELECT remark, due_on FROM billing.tax_invoice WHERE amends_id = pg_temp.id(2) AND supply_minor = -1005$$, $$VALUES ('당초 작성일 2026-02-28', '2026-12-10'::date)$$, 'it says the original date, and is due after the change');
SELECT throws_ok($$SELECT pg_temp.amend(2, 2, '2026-11-06', '[{"item": "platform_fee", "supply": -30000}]', 'too much')$$, 'MB505', NULL, 'nothing falls below zero');
SELECT throws_ok($$SELECT pg_temp.amend(2, 1, NULL, NULL, 'one after two')$$, 'MB504', NULL, 'an error is not corrected under an amended document');
SELECT throws_ok($$SELECT pg_temp.amend(2, 6, NULL, NULL, 'six after two')$$, 'MB504', NULL, 'nor was it issued twice');

-- 3: returned. One negative document with the returned part, on the day of the return.
SELECT results_eq($$SELECT * FROM pg_temp.amend(3, 3, '2026-11-07', '[{"item": "pg_fee", "supply": 2465}]', 'three')$$,
  $$VALUES ('reversal', '2026-11-07'::date, -2465::bigint, -247::bigint)$$, '3: the returned part');
SELECT results_eq($$SELECT * FROM pg_temp.amend(3, 3, '2026-11-08', '[{"item": "pg_fee", "supply": 2465}]', 'three again')$$,
  $$VALUES ('reversal', '2026-11-08'::date, -2465::bigint, -246::bigint)$$, '3: and another');
SELECT results_eq($$SELECT * FROM pg_temp.amend(3, 3, '2026-11-09', '[{"item": "pg_fee", "supply": 2465}]', 'three last')$$,
  $$VALUES ('reversal', '2026-11-09'::date, -2465::bigint, -247::bigint)$$, '3: all three parts give back exactly its tax of 740');
SELECT is(pg_temp.owed(pg_temp.id(3)), '12750 1275', 'the other item is owed as before');
SELECT throws_ok($$SELECT pg_temp.amend(3, 3, '2026-11-09', '[{"item": "pg_fee", "supply": 1}]', 'three too many')$$, 'MB505', NULL, 'no item gives back more than it has');
SELECT is((SELECT DISTINCT remark FROM billing.tax_invoice WHERE amends_id = pg_temp.id(3)), '당초 작성일 2026-03-31', 'they say the original date');

-- 4: rescinded. One negative document with everything, on the day of rescission.
SELECT results_eq($$SELECT * FROM pg_temp.amend(4, 4, '2026-11-10', NULL, 'four')$$,
  $$VALUES ('reversal', '2026-11-10'::date, -20145::bigint, -2015::bigint)$$, '4: everything, on the day of rescission');
SELECT is((SELECT remark FROM billing.tax_invoice WHERE amends_id = pg_temp.id(4)), '당초 작성일 2026-04-30', 'it says the original date');
SELECT is(pg_temp.owed(pg_temp.id(4)), '0 0', 'nothing is owed any more');
SELECT throws_ok($$SELECT pg_temp.amend(4, 4, '2026-11-11', NULL, 'four again')$$, 'MB505', NULL, 'and nothing can be rescinded');
SELECT results_eq($$SELECT * FROM pg_temp.amend(3, 4, '2026-11-10', NULL, 'four after three')$$,
  $$VALUES ('reversal', '2026-11-10'::date, -12750::bigint, -1275::bigint)$$, '4: after returns, the rest');

-- 5: a local letter of credit opened later. The covered part taken back, and put at the zero rate; original date.
SELECT results_eq($$SELECT * FROM pg_temp.amend(5, 5, '2026-07-20', '[{"item": "platform_fee", "supply": 12750}]', 'five')$$,
  $$VALUES ('reversal', '2026-05-31'::date, -12750::bigint, -1275::bigint), ('replacement', '2026-05-31', 12750, 0)$$, '5: the covered part, once negative and once zero-rated');
SELECT results_eq($$SELECT amendment_part, tax_type, remark FROM billing.tax_invoice WHERE amends_id = pg_temp.id(5) ORDER BY total_minor$$,
  $$VALUES ('reversal', 'taxable', '내국신용장 개설일 2026-07-20'), ('replacement', 'zero_rated', '내국신용장 개설일 2026-07-20')$$, 'they say the day of the letter of credit');
SELECT is(pg_temp.owed(pg_temp.id(5)), '7395 740', 'the rest stays taxable');

-- 6: issued twice or by mistake. One negative document, original date.
SELECT results_eq($$SELECT * FROM pg_temp.amend(6, 6, NULL, NULL, 'six')$$,
  $$VALUES ('reversal', '2026-06-30'::date, -20145::bigint, -2015::bigint)$$, '6: everything, on the original date');
SELECT is((SELECT remark FROM billing.tax_invoice WHERE amends_id = pg_temp.id(6)), '', 'and no remark');

-- What contradicts its kind.
SELECT throws_ok(format('SELECT pg_temp.amend(8, %s, %L, %L, %L)', w.kind, w.day, w.items, w.name), 'MB003', NULL, w.name)
FROM (VALUES
  (0, NULL, NULL, 'there is no kind 0'), (7, NULL, NULL, 'nor 7'), (2, NULL, '[{"item": "pg_fee", "supply": 1}]', 'a change without its day'),
  (2, '2026-11-21', '[{"item": "pg_fee", "supply": 1}]', 'a day to come'), (4, '2026-08-30', NULL, 'a rescission before the document'),
  (6, '2026-11-05', NULL, 'a double issue has no day of its own'), (4, '2026-11-05', '[{"item": "pg_fee", "supply": 1}]', 'a rescission is whole'),
  (3, '2026-11-05', '[{"item": "pg_fee", "supply": -1}]', 'a return is given as it came back'), (3, '2026-11-05', '[{"item": "tea", "supply": 1}]', 'an item that is not billed'),
  (2, '2026-11-05', '[{"item": "pg_fee", "supply": 1}, {"item": "pg_fee", "supply": 1}]', 'an item twice'), (2, '2026-11-05', '[]', 'no items')
) AS w (kind, day, items, name);
SELECT is((SELECT count(*) FROM billing.verify_tax_invoice(ARRAY['00000000-0000-7000-8000-0000000000c1'::uuid], '2026-11-20') AS f WHERE f.check_name <> 'tax_invoice_differs'), 0::bigint,
  'and all of it verifies (there are no statements behind these)');
