-- What a tax invoice says never changes, and adds up; its state goes on (BI-06).
SELECT plan(34);

INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) VALUES ('billed', '00000000-0000-7000-8000-0000000000b1');
INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, business_number, currency, time_zone, created_by)
VALUES ('00000000-0000-7000-8000-0000000000b1', 'billed', '가게', '1010100014', 'KRW', 'Asia/Seoul', uuidv7());
CREATE FUNCTION pg_temp.write(p_more jsonb) RETURNS void LANGUAGE sql AS $write$
  INSERT INTO billing.tax_invoice (tenant_id, tax_invoice_id, cause, invoice_month, written_on, due_on, tax_type, currency, supply_minor, tax_minor, total_minor,
    supplier, buyer, amendment_kind, amendment_part, amends_id, original_approval_number, caused_on, reason, request_key, status, approval_number, issued_at,
    issued_on, sent_at, cancelled_at, cancelled_by, cancel_reason, created_by)
  SELECT r.tenant_id, r.tax_invoice_id, r.cause, r.invoice_month, r.written_on, r.due_on, r.tax_type, r.currency, r.supply_minor, r.tax_minor, r.total_minor,
    r.supplier, r.buyer, r.amendment_kind, r.amendment_part, r.amends_id, r.original_approval_number, r.caused_on, r.reason, r.request_key, r.status, r.approval_number,
    r.issued_at, r.issued_on, r.sent_at, r.cancelled_at, r.cancelled_by, r.cancel_reason, r.created_by
  FROM jsonb_populate_record(NULL::billing.tax_invoice, '{"tenant_id": "00000000-0000-7000-8000-0000000000b1", "cause": "fees", "invoice_month": "2026-10-01",
    "written_on": "2026-10-31", "due_on": "2026-11-10", "tax_type": "taxable", "currency": "KRW", "supply_minor": 1000, "tax_minor": 100, "total_minor": 1100,
    "supplier": {"business_number": "1248100998", "name": "본사"}, "buyer": {"business_number": "1010100014", "name": "가게"}, "status": "draft",
    "created_by": "00000000-0000-7000-8000-0000000000b1"}'::jsonb || jsonb_build_object('tax_invoice_id', uuidv7()) || p_more) AS r
$write$;
CREATE FUNCTION pg_temp.amending(p_more jsonb) RETURNS void LANGUAGE sql AS $amending$
  SELECT pg_temp.write('{"cause": "request", "amends_id": "00000000-0000-7000-8000-000000000a01", "original_approval_number": "202611034100000000000001", "reason": "왜",
    "request_key": "k"}'::jsonb || p_more)
$amending$;

SELECT lives_ok($$SELECT pg_temp.write('{"tax_invoice_id": "00000000-0000-7000-8000-000000000a01"}')$$, 'an original is stored');
SELECT is((SELECT document_key FROM billing.tax_invoice WHERE tax_invoice_id = '00000000-0000-7000-8000-000000000a01'), 'TIAAAAAAAAcACAAAAAAAAKAQ',
  'its key is its id in letters that the service takes');
SELECT ok((SELECT document_key ~ '^[A-Za-z0-9_-]{24}$' FROM billing.tax_invoice WHERE tax_invoice_id = '00000000-0000-7000-8000-000000000a01'), 'and 24 of them');
SELECT throws_ok($$SELECT pg_temp.write('{}')$$, '23505', NULL, 'a month has one original');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-02"}')$$, '23514', NULL, 'a month is its first day');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "total_minor": 1101}')$$, '23514', NULL, 'supply and tax are the total, to the won');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "supply_minor": -1000, "tax_minor": -100, "total_minor": -1100}')$$, '23514', NULL, 'no original is negative');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "tax_type": "zero_rated"}')$$, '23514', NULL, 'nor zero-rated');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "currency": "USD"}')$$, '23514', NULL, 'nor in dollars');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "buyer": {"name": "가게"}}')$$, '23514', NULL, 'nobody is billed without a number');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "status": "issued", "approval_number": "2026", "issued_at": "2026-11-03", "issued_on": "2026-11-03"}')$$,
  '23514', NULL, 'an approval number has 24 characters');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "status": "issued"}')$$, '23514', NULL, 'issued wants the approval number');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "status": "sent", "approval_number": "202611034100000000000009", "issued_at": "2026-11-03", "issued_on": "2026-11-03"}')$$,
  '23514', NULL, 'sent wants the instant');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "status": "cancelled"}')$$, '23514', NULL, 'cancelled wants who, when and why');
SELECT throws_ok($$SELECT pg_temp.write('{"invoice_month": "2026-09-01", "status": "open"}')$$, '23514', NULL, 'there is no other state');

SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 4, "amendment_part": "reversal", "caused_on": "2026-11-05"}')$$, '23514', NULL, 'what takes back is negative');
SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 4, "amendment_part": "difference", "caused_on": "2026-11-05", "supply_minor": -1, "total_minor": 99}')$$, '23514', NULL, 'a rescission is no difference');
SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 2, "amendment_part": "difference"}')$$, '23514', NULL, 'a change has its day');
SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 7, "amendment_part": "reversal", "caused_on": "2026-11-05", "supply_minor": -1000, "tax_minor": -100, "total_minor": -1100}')$$,
  '23514', NULL, 'there are six kinds');
SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 2, "amendment_part": "difference", "caused_on": "2026-11-05", "original_approval_number": null}')$$, '23514', NULL,
  'it names the original''s approval number');
SELECT throws_ok($$SELECT pg_temp.amending('{"amendment_kind": 5, "amendment_part": "replacement", "caused_on": "2026-11-05"}')$$, '23514', NULL, 'a letter of credit gives the zero rate');
SELECT lives_ok($$SELECT pg_temp.amending('{"amendment_kind": 2, "amendment_part": "difference", "caused_on": "2026-11-05", "supply_minor": -10, "tax_minor": -1, "total_minor": -11}')$$, 'a difference is stored');

SELECT throws_ok('UPDATE billing.tax_invoice SET tax_minor = 99, total_minor = 1099', 'MB901', NULL, 'its figures never change');
SELECT throws_ok('UPDATE billing.tax_invoice SET buyer = buyer || ''{"name": "x"}''', 'MB901', NULL, 'nor what it says');
SELECT throws_ok('DELETE FROM billing.tax_invoice', 'MB901', NULL, 'it is never deleted');
SELECT throws_ok($$UPDATE billing.tax_invoice SET status = 'sent', sent_at = now(), approval_number = '202611034100000000000009', issued_at = now(), issued_on = '2026-11-03'$$,
  'MB901', NULL, 'a draft is not sent before it is issued');
SELECT is(billing.note_issued('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000a01', '202611034100000000000001', '2026-11-03T09:00+09'), 'issued', 'it is issued');
SELECT throws_ok($$UPDATE billing.tax_invoice SET approval_number = '202611034100000000000002' WHERE status = 'issued'$$, 'MB901', NULL, 'its approval number stays');
SELECT throws_ok($$SELECT billing.note_sent('00000000-0000-7000-8000-0000000000b1', (SELECT tax_invoice_id FROM billing.tax_invoice WHERE status = 'draft'), now())$$,
  'MB501', NULL, 'a draft can''t have been sent');
SELECT is(billing.note_sent('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000a01', '2026-11-04T09:00+09'), 'sent', 'it is sent');
SELECT is(billing.note_sent('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-000000000a01', '2026-11-05T09:00+09'), 'sent', 'twice is once');
SELECT throws_ok($$SELECT billing.cancel_tax_invoice('00000000-0000-7000-8000-000000000a01', 'why')$$, 'MB501', NULL, 'what the tax service has is not cancelled');
SELECT throws_ok($$SELECT billing.cancel_tax_invoice('00000000-0000-7000-8000-000000000a01', ' ')$$, 'MB006', NULL, 'nor is anything without a reason');
SELECT throws_ok($$SELECT billing.cancel_tax_invoice(uuidv7(), 'why')$$, 'MB401', NULL, 'nor what there isn''t');
