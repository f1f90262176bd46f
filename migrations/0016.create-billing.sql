-- Billing: the tax invoices that headquarters issues for its fees.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'What headquarters bills its tenants for: tax invoices for its fees.';
GRANT USAGE, CREATE ON SCHEMA billing TO mg_batch_owner;

CREATE TABLE billing.supplier (
  supplier_id     uuid NOT NULL DEFAULT uuidv7(),
  business_number text NOT NULL,
  company_name    text NOT NULL,
  ceo_name        text NOT NULL,
  address         text NOT NULL,
  business_type   text NOT NULL,
  business_item   text NOT NULL,
  contact_name    text NOT NULL,
  contact_email   text NOT NULL,
  valid_during    daterange NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  CONSTRAINT supplier_pk PRIMARY KEY (supplier_id),
  CONSTRAINT supplier_valid_ex EXCLUDE USING gist (valid_during WITH &&),
  CONSTRAINT supplier_business_number_ck CHECK (business_number ~ '^[0-9]{10}$'),
  CONSTRAINT supplier_texts_ck CHECK (btrim(company_name) <> '' AND btrim(ceo_name) <> '' AND contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+$')
);
COMMENT ON TABLE billing.supplier IS 'Headquarters as the supplier on its tax invoices, one version at a time. Without one for a month''s last day nothing is billed for that month.';
COMMENT ON COLUMN billing.supplier.business_type IS 'What kind of business (업태).';
COMMENT ON COLUMN billing.supplier.business_item IS 'What it supplies (종목).';
COMMENT ON COLUMN billing.supplier.valid_during IS 'Days that a tax invoice is written on.';

CREATE TABLE billing.tax_profile (
  tenant_id      uuid NOT NULL,
  tax_profile_id uuid NOT NULL DEFAULT uuidv7(),
  ceo_name       text NOT NULL DEFAULT '',
  business_type  text NOT NULL DEFAULT '',
  business_item  text NOT NULL DEFAULT '',
  contact_name   text NOT NULL DEFAULT '',
  contact_email  text NOT NULL DEFAULT '',
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  changed_at     timestamptz NOT NULL DEFAULT now(),
  changed_by     uuid NOT NULL,
  CONSTRAINT tax_profile_pk PRIMARY KEY (tenant_id, tax_profile_id),
  CONSTRAINT tax_profile_tenant_uq UNIQUE (tenant_id),
  CONSTRAINT tax_profile_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tax_profile_email_ck CHECK (contact_email = '' OR contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+$')
);
COMMENT ON TABLE billing.tax_profile IS 'What a tax invoice says of a tenant beyond its name, number and address, which tenancy.tenant has; copied into each document.';
COMMENT ON COLUMN billing.tax_profile.business_type IS 'What kind of business (업태).';
COMMENT ON COLUMN billing.tax_profile.business_item IS 'What it supplies (종목).';

CREATE TABLE billing.tax_invoice (
  tenant_id                uuid NOT NULL,
  tax_invoice_id           uuid NOT NULL DEFAULT uuidv7(),
  document_key             text NOT NULL GENERATED ALWAYS AS ('TI' || translate(rtrim(encode(uuid_send(tax_invoice_id), 'base64'), '='), '+/', '-_')) STORED,
  cause                    text NOT NULL,
  invoice_month            date NOT NULL,
  written_on               date NOT NULL,
  due_on                   date NOT NULL,
  tax_type                 text NOT NULL DEFAULT 'taxable',
  currency                 text NOT NULL,
  supply_minor             bigint NOT NULL,
  tax_minor                bigint NOT NULL,
  total_minor              bigint NOT NULL,
  supplier                 jsonb NOT NULL,
  buyer                    jsonb NOT NULL,
  remark                   text NOT NULL DEFAULT '',
  amendment_kind           smallint,
  amendment_part           text,
  amends_id                uuid,
  original_approval_number text,
  caused_on                date,
  reason                   text,
  request_key              text,
  status                   text NOT NULL DEFAULT 'draft',
  attempts                 integer NOT NULL DEFAULT 0,
  next_attempt_at          timestamptz,
  worker                   text,
  lease_until              timestamptz,
  error_code               text,
  error                    text,
  approval_number          text,
  issued_at                timestamptz,
  issued_on                date,
  sent_at                  timestamptz,
  cancelled_at             timestamptz,
  cancelled_by             uuid,
  cancel_reason            text,
  created_at               timestamptz NOT NULL DEFAULT now(),
  created_by               uuid NOT NULL,
  CONSTRAINT tax_invoice_pk PRIMARY KEY (tenant_id, tax_invoice_id),
  CONSTRAINT tax_invoice_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT tax_invoice_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT tax_invoice_amends_fk FOREIGN KEY (tenant_id, amends_id) REFERENCES billing.tax_invoice (tenant_id, tax_invoice_id),
  CONSTRAINT tax_invoice_cause_ck CHECK (cause IN ('fees', 'request')),
  CONSTRAINT tax_invoice_month_ck CHECK (extract(day FROM invoice_month) = 1),
  CONSTRAINT tax_invoice_currency_ck CHECK (currency = 'KRW'),
  CONSTRAINT tax_invoice_total_ck CHECK (total_minor = supply_minor + tax_minor AND total_minor <> 0),
  CONSTRAINT tax_invoice_type_ck CHECK (tax_type = 'taxable' OR (tax_type = 'zero_rated' AND tax_minor = 0 AND amendment_kind IS NOT NULL)),
  CONSTRAINT tax_invoice_kind_ck CHECK (CASE
    WHEN amendment_kind IS NULL THEN cause = 'fees' AND num_nulls(amendment_part, amends_id, original_approval_number, caused_on, request_key) = 5 AND supply_minor > 0 AND tax_minor >= 0
    ELSE amends_id IS NOT NULL AND original_approval_number IS NOT NULL AND reason IS NOT NULL AND (cause = 'fees') = (request_key IS NULL) AND CASE amendment_kind
      WHEN 1 THEN (amendment_part = 'reversal' AND total_minor < 0) OR (amendment_part = 'replacement' AND total_minor > 0)
      WHEN 2 THEN amendment_part = 'difference'
      WHEN 5 THEN (amendment_part = 'reversal' AND total_minor < 0) OR (amendment_part = 'replacement' AND total_minor > 0 AND tax_type = 'zero_rated')
      ELSE amendment_kind IN (3, 4, 6) AND amendment_part = 'reversal' AND supply_minor <= 0 AND tax_minor <= 0 END END),
  CONSTRAINT tax_invoice_cause_kind_ck CHECK (cause = 'request' OR amendment_kind IS NULL OR amendment_kind = 2),
  CONSTRAINT tax_invoice_caused_ck CHECK (amendment_kind NOT IN (2, 3, 4, 5) OR caused_on IS NOT NULL),
  CONSTRAINT tax_invoice_parties_ck CHECK (coalesce(supplier ->> 'business_number', '') ~ '^[0-9]{10}$' AND coalesce(buyer ->> 'business_number', '') ~ '^[0-9]{10}$'
    AND coalesce(btrim(supplier ->> 'name'), '') <> '' AND coalesce(btrim(buyer ->> 'name'), '') <> ''),
  CONSTRAINT tax_invoice_status_ck CHECK (status IN ('draft', 'issuing', 'issued', 'sent', 'failed', 'cancelled')),
  CONSTRAINT tax_invoice_approval_ck CHECK (length(approval_number) = 24),
  CONSTRAINT tax_invoice_original_approval_ck CHECK (length(original_approval_number) = 24),
  CONSTRAINT tax_invoice_issued_ck CHECK ((approval_number IS NULL) = (issued_at IS NULL) AND (issued_at IS NULL) = (issued_on IS NULL)
    AND CASE WHEN status IN ('draft', 'issuing') THEN approval_number IS NULL WHEN status IN ('issued', 'sent') THEN approval_number IS NOT NULL ELSE true END),
  CONSTRAINT tax_invoice_sent_ck CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
  CONSTRAINT tax_invoice_cancelled_ck CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL) AND num_nulls(cancelled_at, cancelled_by, cancel_reason) IN (0, 3))
);
COMMENT ON TABLE billing.tax_invoice IS 'A tax invoice for headquarters'' fees of a tenant''s month, or an amendment of one. What it says never changes; its state goes on.';
COMMENT ON COLUMN billing.tax_invoice.document_key IS 'Our own number of the document at the issuing service, unique by construction: issuing twice under it is refused there, and it is asked for after any failure.';
COMMENT ON COLUMN billing.tax_invoice.cause IS 'fees: made from a month''s statements; request: an amendment that a person asked for.';
COMMENT ON COLUMN billing.tax_invoice.invoice_month IS 'First day of the month whose fees it bills.';
COMMENT ON COLUMN billing.tax_invoice.written_on IS 'The date that stands on it (작성일자).';
COMMENT ON COLUMN billing.tax_invoice.due_on IS 'To be issued by then: the 10th of the next month, or the business day after it.';
COMMENT ON COLUMN billing.tax_invoice.supplier IS 'Headquarters as it was when the document was made.';
COMMENT ON COLUMN billing.tax_invoice.buyer IS 'The tenant as it was when the document was made.';
COMMENT ON COLUMN billing.tax_invoice.amendment_kind IS 'Null: an original. 1 errors, 2 changed supply, 3 returned, 4 rescinded, 5 local letter of credit, 6 issued twice or wrongly.';
COMMENT ON COLUMN billing.tax_invoice.amendment_part IS 'reversal: takes back; replacement: takes its place; difference: more or less.';
COMMENT ON COLUMN billing.tax_invoice.amends_id IS 'The document that it amends: an original, or the replacement of one.';
COMMENT ON COLUMN billing.tax_invoice.caused_on IS 'The day of change, return, rescission, or of the letter of credit.';
COMMENT ON COLUMN billing.tax_invoice.request_key IS 'Idempotency: the same key and content is the same amendment.';
COMMENT ON COLUMN billing.tax_invoice.status IS 'draft, issuing (a worker has it), issued, sent (to the National Tax Service); failed: refused, a person must look; cancelled before it was sent.';
COMMENT ON COLUMN billing.tax_invoice.approval_number IS 'The tax service''s number of 24 characters.';
COMMENT ON COLUMN billing.tax_invoice.issued_on IS 'Day of issue in Korea; it must be sent by the day after.';
CREATE UNIQUE INDEX tax_invoice_month_uq ON billing.tax_invoice (tenant_id, invoice_month) WHERE amendment_kind IS NULL AND status <> 'cancelled';
CREATE UNIQUE INDEX tax_invoice_approval_uq ON billing.tax_invoice (tenant_id, approval_number);
CREATE UNIQUE INDEX tax_invoice_request_uq ON billing.tax_invoice (tenant_id, request_key, amendment_part);
CREATE INDEX tax_invoice_amends_ix ON billing.tax_invoice (tenant_id, amends_id);
CREATE INDEX tax_invoice_currency_ix ON billing.tax_invoice (currency);
CREATE INDEX tax_invoice_work_ix ON billing.tax_invoice (due_on, next_attempt_at) WHERE status IN ('draft', 'issuing', 'issued');

CREATE TABLE billing.tax_invoice_item (
  tenant_id      uuid NOT NULL,
  tax_invoice_id uuid NOT NULL,
  item_no        smallint NOT NULL,
  item_code      text NOT NULL,
  name_ko        text NOT NULL,
  name_en        text NOT NULL,
  supply_minor   bigint NOT NULL,
  tax_minor      bigint NOT NULL,
  currency       text NOT NULL,
  CONSTRAINT tax_invoice_item_pk PRIMARY KEY (tenant_id, tax_invoice_id, item_no),
  CONSTRAINT tax_invoice_item_code_uq UNIQUE (tenant_id, tax_invoice_id, item_code),
  CONSTRAINT tax_invoice_item_invoice_fk FOREIGN KEY (tenant_id, tax_invoice_id) REFERENCES billing.tax_invoice (tenant_id, tax_invoice_id),
  CONSTRAINT tax_invoice_item_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT tax_invoice_item_code_ck CHECK (item_code IN ('platform_fee', 'pg_fee')),
  CONSTRAINT tax_invoice_item_no_ck CHECK (item_no BETWEEN 1 AND 99),
  CONSTRAINT tax_invoice_item_amount_ck CHECK ((supply_minor, tax_minor) <> (0, 0))
);
COMMENT ON TABLE billing.tax_invoice_item IS 'What a tax invoice is for: the platform fee and the payment fee, each with its tax.';
CREATE INDEX tax_invoice_item_currency_ix ON billing.tax_invoice_item (currency);

CREATE TABLE billing.tax_invoice_statement (
  tenant_id      uuid NOT NULL,
  tax_invoice_id uuid NOT NULL,
  statement_id   uuid NOT NULL,
  is_live        boolean NOT NULL DEFAULT true,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tax_invoice_statement_pk PRIMARY KEY (tenant_id, tax_invoice_id, statement_id),
  CONSTRAINT tax_invoice_statement_invoice_fk FOREIGN KEY (tenant_id, tax_invoice_id) REFERENCES billing.tax_invoice (tenant_id, tax_invoice_id),
  CONSTRAINT tax_invoice_statement_statement_fk FOREIGN KEY (tenant_id, statement_id) REFERENCES settlement.statement (tenant_id, statement_id)
);
COMMENT ON TABLE billing.tax_invoice_statement IS 'The statements whose fees a tax invoice bills: each in exactly one that is not cancelled.';
COMMENT ON COLUMN billing.tax_invoice_statement.is_live IS 'False once its tax invoice is cancelled: then another one may bill the statement.';
CREATE UNIQUE INDEX tax_invoice_statement_live_uq ON billing.tax_invoice_statement (tenant_id, statement_id) WHERE is_live;
CREATE INDEX tax_invoice_statement_statement_ix ON billing.tax_invoice_statement (tenant_id, statement_id);

CREATE TABLE billing.deadline_alarm (
  tenant_id         uuid NOT NULL,
  deadline_alarm_id uuid NOT NULL DEFAULT uuidv7(),
  invoice_month     date NOT NULL,
  subject           text NOT NULL,
  problem           text NOT NULL,
  due_on            date NOT NULL,
  reason            text NOT NULL,
  raised_at         timestamptz NOT NULL,
  created_by        uuid NOT NULL,
  CONSTRAINT deadline_alarm_pk PRIMARY KEY (tenant_id, deadline_alarm_id),
  CONSTRAINT deadline_alarm_subject_uq UNIQUE (tenant_id, invoice_month, subject, problem),
  CONSTRAINT deadline_alarm_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT deadline_alarm_problem_ck CHECK (problem IN ('not_prepared', 'not_issued', 'not_sent'))
);
COMMENT ON TABLE billing.deadline_alarm IS 'Deadlines of tax invoices that came near or passed, each raised and audited once.';
COMMENT ON COLUMN billing.deadline_alarm.subject IS 'The document''s key, or the month of which there is none.';
