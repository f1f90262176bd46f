-- VAT, withholding, carry, what moves in the ledger, and how amounts are written.
SELECT plan(61);

SELECT is((SELECT v.fee_vat FROM settlement.fee_vat(p.platform, p.pg, 0, 0, 0, 0, p.rounding) AS v), p.vat, p.why)
FROM (VALUES (5::bigint, 0::bigint, 'half_up', 1::bigint, 'half rounds up'), (-5, 0, 'half_up', -1, 'away from zero'), (5, 5, 'half_up', 2, 'each fee by itself'),
  (19, 19, 'down', 2, 'or cut, each by itself'), (-19, 0, 'down', -1, 'toward zero')) AS p (platform, pg, rounding, vat, why);
SELECT results_eq($$SELECT * FROM settlement.fee_vat(3492, 1000, 1492, 1000, 0, 1000, 'half_up')$$,
  'VALUES (100::bigint, 336::bigint, 100::bigint, 136::bigint, 0::bigint, 200::bigint)', 'VAT is added to one fee, stands within another, is borne by HQ for a third');
SELECT results_eq($$SELECT * FROM settlement.component_vat(-1492, -1492, 0, 'half_up')$$, 'VALUES (0::bigint, -136::bigint, 0::bigint)', 'what is given back gives its VAT back');
SELECT is(settlement.vat_within(v.price), v.vat, format('VAT within %s', v.price))
FROM (VALUES (11000::bigint, 1000::bigint), (9026, 821), (30000, 2727), (37400, 3400), (5, 0), (6, 1), (100, 9), (-9026, -821)) AS v (price, vat);
SELECT is(settlement.returned_part(100, 1, 0, 3) + settlement.returned_part(0, 1, 0, 3), 33::bigint, 'a part goes back in proportion, cut');
SELECT is(settlement.returned_part(100, 0, 1, 0), 100::bigint, 'a capture of nothing gives all back at once');
SELECT is(settlement.payout_date(v.ends, 5, v.delay, v.weekdays::smallint[], v.days::smallint[], v.policy), v.due, format('%s %s %s', v.ends, coalesce(v.days, v.weekdays), v.policy))
FROM (VALUES
  ('2026-01-29'::date, 2, NULL, '{31}', 'before', '2026-01-30'::date), ('2026-02-20', 2, NULL, '{31}', 'before', '2026-02-27'),
  ('2026-10-20', 0, NULL, '{31}', 'before', '2026-10-30'), ('2027-01-20', 0, NULL, '{31}', 'before', '2027-01-29'), ('2023-08-11', 2, NULL, '{31}', 'before', '2023-08-31'),
  ('2026-01-29', 2, NULL, '{31}', 'after', '2026-02-02'), ('2026-02-20', 2, NULL, '{31}', 'after', '2026-03-03'), ('2026-10-20', 0, NULL, '{31}', 'after', '2026-11-02'),
  ('2027-01-20', 0, NULL, '{31}', 'after', '2027-02-01'), ('2026-10-20', 0, NULL, '{31}', 'calendar', '2026-10-31'), ('2026-10-31', 3, '{3}', NULL, 'calendar', '2026-11-04'),
  ('2026-10-31', 0, NULL, NULL, 'after', '2026-11-02'), ('2026-10-31', NULL, NULL, NULL, 'business_days', '2026-11-06')) AS v (ends, delay, weekdays, days, policy, due);

SELECT results_eq('SELECT * FROM settlement.withheld_tax(1234567, 300000, 0)', 'VALUES (37030::bigint, 3700::bigint)', 'both taxes are cut to tens');
SELECT results_eq('SELECT * FROM settlement.withheld_tax(33000, 300000, 1000)', 'VALUES (0::bigint, 0::bigint)', 'a tax under the minimum withholds nothing');
SELECT results_eq('SELECT * FROM settlement.withheld_tax(33334, 300000, 1000)', 'VALUES (1000::bigint, 100::bigint)', 'at the minimum it does');
SELECT results_eq('SELECT * FROM settlement.withheld_tax(0, 300000, 0)', 'VALUES (0::bigint, 0::bigint)', 'of nothing, nothing');

SELECT is(settlement.carry_step(NULL, 500, 0), 0::bigint, 'a positive balance is paid out');
SELECT is(settlement.carry_step(0, 0, 0), 0::bigint, 'nothing is carried as nothing');
SELECT is(settlement.carry_step(-300, 200, 0), -100::bigint, 'a debt is carried on');
SELECT is(settlement.carry_step(400, 599, 1000), 999::bigint, 'below the minimum it is carried');
SELECT is(settlement.carry_step(400, 600, 1000), 0::bigint, 'at the minimum it is paid');
SELECT results_eq($$SELECT settlement.carry_out(v.change, 1000) OVER (ORDER BY v.n) FROM (VALUES (1, 400::bigint), (2, 599), (3, 1), (4, -50), (5, 20)) AS v (n, change)$$,
  'VALUES (400::bigint), (999), (0), (-50), (-30)', 'the aggregate carries through any number of periods');

SELECT results_eq($$SELECT leg, debit_account, credit_account, amount_minor FROM settlement.event_leg('capture', false, 100, 20)$$,
  $$VALUES ('payment', 'pg_receivable', 'unsettled_sales', 100::bigint), ('discount', 'promotion_expense', 'unsettled_sales', 20)$$, 'a capture is owed to the tenant, its discount too');
SELECT results_eq($$SELECT amount_minor FROM settlement.event_leg('refund', false, 100, 0)$$, 'VALUES (-100::bigint), (0)', 'a refund takes it back');
SELECT results_eq($$SELECT amount_minor FROM settlement.event_leg('capture', true, 100, 20)$$, 'VALUES (-100::bigint), (-20)', 'so does a capture''s reversal');
SELECT results_eq($$SELECT amount_minor FROM settlement.event_leg('refund', true, 100, 0)$$, 'VALUES (100::bigint), (0)', 'and a refund''s reversal gives it again');

SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "figures"}');
CREATE TEMP TABLE base AS
SELECT t.tenant_id, m.terms_id, '2024-01-01'::date AS period_start, '2024-01-31'::date AS period_end, 1 AS version, '2024-02-07'::date AS payout_date, 'KRW' AS currency,
  1000::bigint AS gross_sales_minor, 50::bigint AS discount_given_minor, 10::bigint AS discount_returned_minor, 200::bigint AS refunds_minor, 30::bigint AS chargebacks_minor,
  25::bigint AS platform_fee_minor, 10::bigint AS pg_fee_minor, 4::bigint AS fee_vat_minor, 20::bigint AS income_tax_minor, 2::bigint AS local_tax_minor,
  7::bigint AS holdback_minor, '2024-03-01'::date AS holdback_release_on, 3::bigint AS holdback_release_minor, -5::bigint AS adjustments_minor, -40::bigint AS carry_in_minor,
  700::bigint AS payout_minor, 0::bigint AS carry_out_minor, 2 AS capture_count, 1 AS refund_count, 1 AS chargeback_count, t.created_by,
  '' AS schedule_code, 3::bigint AS platform_vat_minor, 1::bigint AS pg_vat_minor, 0::bigint AS platform_included_vat_minor, 0::bigint AS pg_included_vat_minor,
  0::bigint AS borne_vat_minor, 0::bigint AS waived_minor, 700::bigint AS taxable_supply_minor, 70::bigint AS sales_vat_minor, 40::bigint AS tax_free_minor, 0::bigint AS zero_rated_minor
FROM tenancy.tenant AS t JOIN settlement.terms AS m USING (tenant_id) WHERE t.tenant_key = 'figures';
CREATE FUNCTION pg_temp.write(p_change jsonb) RETURNS void LANGUAGE sql AS $write$
  INSERT INTO settlement.statement SELECT r.* FROM base AS b
  CROSS JOIN LATERAL jsonb_populate_record(NULL::settlement.statement,
    jsonb_build_object('statement_id', uuidv7(), 'status', 'calculated', 'created_at', now()) || to_jsonb(b) || p_change) AS r
$write$;
SELECT throws_ok(format('SELECT pg_temp.write(%L)', v.change), '23514', NULL, v.why)
FROM (VALUES
  ('{"payout_minor": 701}', 'figures that do not add up are refused'),
  ('{"payout_minor": 701, "carry_out_minor": -1}', 'nobody is paid and owes at once'),
  ('{"payout_minor": -1, "carry_out_minor": 701}', 'nobody is paid less than nothing'),
  ('{"holdback_minor": -1, "payout_minor": 708}', 'nothing negative is held back'),
  ('{"holdback_release_on": "2024-01-31"}', 'nor released before it is held'),
  ('{"status": "paid"}', 'paid wants the day'),
  ('{"status": "void"}', 'void wants the instant'),
  ('{"status": "confirmed"}', 'so does confirmed'),
  ('{"status": "open"}', 'there is no other state'),
  ('{"platform_vat_minor": 4}', 'VAT on fees is charged, within them or HQ''s'),
  ('{"tax_free_minor": 41}', 'the tax parts are the net sales'),
  ('{"period_start": "2024-02-01"}', 'a period begins before it ends')) AS v (change, why);
SELECT lives_ok($$SELECT pg_temp.write('{}')$$, 'a statement that adds up is stored');
SELECT throws_ok($$SELECT pg_temp.write('{"version": 2}')$$, '23505', NULL, 'a period has one live statement');
SELECT is((SELECT sum(CASE WHEN g.debit_account = 'unsettled_sales' THEN -g.amount_minor ELSE g.amount_minor END)
    FROM settlement.statement AS s JOIN base USING (tenant_id) CROSS JOIN LATERAL settlement.statement_leg(s) AS g)::bigint,
  -(1000 + 50 - 200 - 30)::bigint, 'its legs clear its events from unsettled sales');
SELECT is(settlement.explain_amount(-1234567, 'KRW', 0, 'ko') || ' ' || settlement.explain_amount(1234567, 'KRW', 0, 'en'), '−1,234,567원 ₩1,234,567', 'won are written as people read them');
SELECT is(settlement.explain_amount(123450, 'USD', 2, 'ko') || ' ' || settlement.explain_amount(32.3675, 'USD', 2, 'en'), '$1,234.50 $0.323675', 'dollars with their decimals, and more where there are more');
SELECT * FROM finish();
