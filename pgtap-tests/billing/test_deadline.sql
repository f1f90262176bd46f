-- A tax invoice is issued by the 10th of the next month, or the business day after it (VAT Act art. 34).
SELECT plan(16);

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
