-- A tax invoice is issued by the 10th of the next month, or the business day after it (VAT Act art. 34).
SELECT plan(30);

SELECT is(billing.tax_invoice_due_on('2026-04-30'), '2026-05-11'::date, 'April 2026: the 10th is a Sunday');
SELECT is(billing.tax_invoice_due_on('2026-09-30'), '2026-10-12'::date, 'September 2026: the 10th is a Saturday');
SELECT is(billing.tax_invoice_due_on('2026-12-31'), '2027-01-11'::date, 'December 2026: into the next year, over a Sunday');
SELECT is(billing.tax_invoice_due_on('2027-03-31'), '2027-04-12'::date, 'March 2027');
SELECT is(billing.tax_invoice_due_on('2027-06-30'), '2027-07-12'::date, 'June 2027');
SELECT is(billing.tax_invoice_due_on('2027-09-30'), '2027-10-12'::date, 'September 2027: a Sunday, and the holiday after it');
SELECT is(billing.tax_invoice_due_on('2026-10-31'), '2026-11-10'::date, 'October 2026: the 10th itself, a Tuesday');
SELECT is(billing.tax_invoice_due_on('2026-10-01'), '2026-11-10'::date, 'whatever day of the month it is written on');
SELECT is(billing.tax_invoice_due_on('2027-01-31'), '2027-02-10'::date, 'January 2027: the holidays before the 10th don''t move it');
SELECT core.add_holiday('2026-11-10', '임시공휴일', 'ad hoc');
SELECT is(billing.tax_invoice_due_on('2026-10-31'), '2026-11-11'::date, 'a holiday added by hand moves it');
SELECT core.remove_holiday('2026-11-10');
SELECT is(billing.send_by('2026-11-06'), '2026-11-07'::date, 'the tax service has it the day after, Saturday or not');

SELECT is(billing.mask_name('홍길동'), '홍*동', 'names are masked');
SELECT is(billing.mask_name('홍길'), '홍*', 'short ones too');
SELECT is(billing.mask_name(''), '', 'and nothing stays nothing');
SELECT is(billing.mask_email('abcdef@x.com'), 'ab***@x.com', 'addresses are masked');
SELECT is(billing.mask_email('ab@x.com'), '***@x.com', 'short ones wholly');

-- What it costs to be late, of a supply value of 1,000,000.
SELECT is(billing.return_due_on('2026-06-30'), '2026-07-27'::date, 'the first half-year is returned by 25 July, here a Saturday');
SELECT is(billing.return_due_on('2026-10-31'), '2027-01-25'::date, 'the second one by 25 January');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', '2026-11-10', '2026-11-11', '2026-12-01'), 0::bigint, 'in time costs nothing');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', '2026-11-11', '2026-11-12', '2026-12-01'), 10000::bigint, 'issued late: 1 %');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', NULL, NULL, '2026-11-10'), 0::bigint, 'not issued yet, on the last day');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', NULL, NULL, '2026-11-11'), 10000::bigint, 'the day after');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', NULL, NULL, '2027-01-26'), 20000::bigint, 'not issued by the return: 2 %');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', '2026-11-03', '2026-11-05', '2026-12-01'), 3000::bigint, 'sent late: 0.3 %');
SELECT is(billing.late_penalty(1000000, '2026-10-31', '2026-11-10', '2026-11-03', NULL, '2027-01-26'), 5000::bigint, 'not sent by the return: 0.5 %');
SELECT is(billing.late_penalty(-1000000, '2026-10-31', '2026-11-10', NULL, NULL, '2026-11-11'), 10000::bigint, 'an amendment that takes back, too');
SELECT is(billing.late_penalty(1999, '2026-10-31', '2026-11-10', NULL, NULL, '2026-11-11'), 19::bigint, 'cut to whole won');

-- Parts of a document bear its tax between them, in whatever parts, and at whatever rate it was issued.
SELECT is((SELECT sum(t.part + t.tax) FROM (SELECT p.part, billing.tax_after(27916, 5583, sum(p.part) OVER w) - billing.tax_after(27916, 5583, sum(p.part) OVER w - p.part) AS tax
  FROM unnest(ARRAY[6833, 6833, 5750, 8500]) WITH ORDINALITY AS p (part, place) WINDOW w AS (ORDER BY p.place)) AS t), 33499::numeric, 'four notes over a document of 33,499 sum to it');
SELECT is_empty($$
  SELECT n.supply FROM (SELECT n * 7919 % 100003 + 1 AS supply, (n * 7919 % 100003 + 1) * (n % 3) / 10 + n % 5 AS tax, n % 9 + 2 AS parts FROM generate_series(1, 500) AS n) AS n
  CROSS JOIN LATERAL (SELECT sum(billing.tax_after(n.supply, n.tax, n.supply * (n.parts - k) / n.parts) - billing.tax_after(n.supply, n.tax, n.supply * (n.parts - k + 1) / n.parts)) AS back
    FROM generate_series(1, n.parts) AS k) AS s
  WHERE s.back <> -n.tax$$, 'taking back all of 500 documents in 2 to 10 parts takes back exactly their tax');
SELECT is(billing.tax_after(0, 0, 1005), 101::bigint, 'what a document doesn''t have bears a tenth');
