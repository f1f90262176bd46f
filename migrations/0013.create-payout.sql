-- Payout: banks, tenants' accounts, batches of payouts, what the bank answered.
-- phase: expand · locks: SHARE on settlement.statement while its index is made · reversible: yes
-- Statements are small and written in batches, so that their new index can wait for nobody:
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
CREATE TABLE core.bank (
  bank_code text NOT NULL,
  name_ko   text NOT NULL,
  name_en   text NOT NULL,
  toss_code text,
  CONSTRAINT bank_pk PRIMARY KEY (bank_code),
  CONSTRAINT bank_code_ck CHECK (bank_code ~ '^[0-9]{3}$'),
  CONSTRAINT bank_toss_ck CHECK (toss_code = right(bank_code, 2))
);
COMMENT ON TABLE core.bank IS 'Banks and securities firms that take transfers, by their code at the Korea Financial Telecommunications and Clearings Institute.';
COMMENT ON COLUMN core.bank.toss_code IS 'The two-digit code of the payment gateway''s older interfaces; null: none is known.';

CREATE TABLE settlement.payout_account (
  tenant_id         uuid NOT NULL,
  payout_account_id uuid NOT NULL DEFAULT uuidv7(),
  bank_code         text NOT NULL,
  masked_number     text NOT NULL,
  holder_name       text NOT NULL,
  valid_during      daterange NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  CONSTRAINT payout_account_pk PRIMARY KEY (tenant_id, payout_account_id),
  CONSTRAINT payout_account_valid_uq UNIQUE (tenant_id, valid_during WITHOUT OVERLAPS),
  CONSTRAINT payout_account_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT payout_account_bank_fk FOREIGN KEY (bank_code) REFERENCES core.bank (bank_code),
  CONSTRAINT payout_account_holder_ck CHECK (holder_name = btrim(holder_name) AND length(holder_name) BETWEEN 1 AND 40)
);
COMMENT ON TABLE settlement.payout_account IS 'The bank account that a tenant is paid to, for the payout days of its validity. Another account is another row.';
COMMENT ON COLUMN settlement.payout_account.masked_number IS 'What people see of the number; the number itself is in settlement.payout_account_number.';
CREATE INDEX payout_account_bank_ix ON settlement.payout_account (bank_code);

CREATE TABLE settlement.payout_account_number (
  tenant_id         uuid NOT NULL,
  payout_account_id uuid NOT NULL,
  account_number    text NOT NULL,
  CONSTRAINT payout_account_number_pk PRIMARY KEY (tenant_id, payout_account_id),
  CONSTRAINT payout_account_number_account_fk FOREIGN KEY (tenant_id, payout_account_id)
    REFERENCES settlement.payout_account (tenant_id, payout_account_id),
  CONSTRAINT payout_account_number_ck CHECK (account_number ~ '^[0-9]{10,16}$')
);
COMMENT ON TABLE settlement.payout_account_number IS 'The whole account numbers, apart from everything that people read. Only the bank file and the gateway''s seller get them.';

CREATE TABLE settlement.payout_seller (
  tenant_id         uuid NOT NULL,
  payout_account_id uuid NOT NULL,
  seller_ref        text NOT NULL,
  external_ref      text,
  status            text NOT NULL DEFAULT 'requested',
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  CONSTRAINT payout_seller_pk PRIMARY KEY (tenant_id, payout_account_id),
  CONSTRAINT payout_seller_ref_uq UNIQUE (tenant_id, seller_ref),
  CONSTRAINT payout_seller_account_fk FOREIGN KEY (tenant_id, payout_account_id)
    REFERENCES settlement.payout_account (tenant_id, payout_account_id),
  CONSTRAINT payout_seller_status_ck CHECK (status ~ '^[A-Za-z_]{1,40}$' AND (status = 'requested') = (external_ref IS NULL))
);
COMMENT ON TABLE settlement.payout_seller IS 'A payout account as the gateway''s payout service knows it.';
COMMENT ON COLUMN settlement.payout_seller.seller_ref IS 'The reference that we gave; asking again with it makes no second seller.';
COMMENT ON COLUMN settlement.payout_seller.external_ref IS 'The gateway''s id; payouts go to it. Null: it has not answered yet.';
COMMENT ON COLUMN settlement.payout_seller.status IS 'As the gateway says: only APPROVED and PARTIALLY_APPROVED are paid.';
CREATE INDEX payout_seller_external_ix ON settlement.payout_seller (external_ref);

CREATE TABLE settlement.payout_batch (
  payout_batch_id uuid NOT NULL DEFAULT uuidv7(),
  payout_on       date NOT NULL,
  batch_count     integer NOT NULL,
  batch_number    text NOT NULL GENERATED ALWAYS AS ('P' || (extract(year FROM payout_on) * 10000 + extract(month FROM payout_on) * 100
    + extract(day FROM payout_on))::integer::text || '-' || batch_count::text) STORED,
  channel         text NOT NULL,
  status          text NOT NULL DEFAULT 'prepared',
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  approved_at     timestamptz,
  approved_by     uuid,
  sent_at         timestamptz,
  sent_by         uuid,
  finished_at     timestamptz,
  cancelled_at    timestamptz,
  cancelled_by    uuid,
  cancel_reason   text,
  CONSTRAINT payout_batch_pk PRIMARY KEY (payout_batch_id),
  CONSTRAINT payout_batch_count_uq UNIQUE (payout_on, batch_count),
  CONSTRAINT payout_batch_number_uq UNIQUE (batch_number),
  CONSTRAINT payout_batch_channel_ck CHECK (channel IN ('bank_file', 'toss')),
  CONSTRAINT payout_batch_status_ck CHECK (status IN ('prepared', 'approved', 'sent', 'done', 'cancelled')),
  CONSTRAINT payout_batch_approved_ck CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (status NOT IN ('approved', 'sent', 'done') OR approved_at IS NOT NULL)),
  CONSTRAINT payout_batch_sent_ck CHECK ((status IN ('sent', 'done')) = (sent_at IS NOT NULL)),
  CONSTRAINT payout_batch_finished_ck CHECK ((status = 'done') = (finished_at IS NOT NULL)),
  CONSTRAINT payout_batch_cancelled_ck CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);
COMMENT ON TABLE settlement.payout_batch IS 'Payouts of many tenants that go to the bank together: prepared by one person, approved by another, sent, done when the bank answered for each.';
COMMENT ON COLUMN settlement.payout_batch.batch_count IS 'Counts the batches of a payout day.';
COMMENT ON COLUMN settlement.payout_batch.batch_number IS 'By which people and files name it.';
COMMENT ON COLUMN settlement.payout_batch.channel IS 'bank_file: a file that is uploaded at the bank; toss: the gateway''s payout service.';

CREATE TABLE settlement.payout (
  tenant_id         uuid NOT NULL,
  payout_id         uuid NOT NULL DEFAULT uuidv7(),
  payout_batch_id   uuid NOT NULL,
  statement_id      uuid NOT NULL,
  payout_account_id uuid NOT NULL,
  attempt           integer NOT NULL,
  line_number       integer NOT NULL,
  reference         text NOT NULL,
  channel           text NOT NULL,
  payout_on         date NOT NULL,
  amount_minor      bigint NOT NULL,
  currency          text NOT NULL,
  bank_code         text NOT NULL,
  masked_number     text NOT NULL,
  holder_name       text NOT NULL,
  status            text NOT NULL DEFAULT 'prepared',
  external_ref      text,
  failure_code      text,
  failure_reason    text,
  sent_at           timestamptz,
  paid_on           date,
  finished_at       timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  CONSTRAINT payout_pk PRIMARY KEY (tenant_id, payout_id),
  CONSTRAINT payout_attempt_uq UNIQUE (tenant_id, statement_id, attempt),
  CONSTRAINT payout_reference_uq UNIQUE (tenant_id, reference),
  CONSTRAINT payout_batch_fk FOREIGN KEY (payout_batch_id) REFERENCES settlement.payout_batch (payout_batch_id),
  CONSTRAINT payout_statement_fk FOREIGN KEY (tenant_id, statement_id) REFERENCES settlement.statement (tenant_id, statement_id),
  CONSTRAINT payout_account_fk FOREIGN KEY (tenant_id, payout_account_id) REFERENCES settlement.payout_account (tenant_id, payout_account_id),
  CONSTRAINT payout_amount_ck CHECK (amount_minor > 0),
  CONSTRAINT payout_channel_ck CHECK (channel IN ('bank_file', 'toss')),
  CONSTRAINT payout_status_ck CHECK (status IN ('prepared', 'sent', 'succeeded', 'failed', 'cancelled')),
  CONSTRAINT payout_sent_ck CHECK ((status IN ('sent', 'succeeded', 'failed')) = (sent_at IS NOT NULL)),
  CONSTRAINT payout_paid_ck CHECK ((status = 'succeeded') = (paid_on IS NOT NULL)),
  CONSTRAINT payout_finished_ck CHECK ((status IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
);
COMMENT ON TABLE settlement.payout IS 'One attempt to pay one statement, with the account as it was then.';
COMMENT ON COLUMN settlement.payout.attempt IS 'Counts the attempts for a statement; a failed one is followed by the next.';
COMMENT ON COLUMN settlement.payout.line_number IS 'Its place in the batch and in the bank''s file.';
COMMENT ON COLUMN settlement.payout.reference IS 'By which the bank''s answer names it: the batch''s number and the line.';
COMMENT ON COLUMN settlement.payout.sent_at IS 'When the batch was sent; from then on it may have been paid, whatever we know.';
COMMENT ON COLUMN settlement.payout.external_ref IS 'The gateway''s id of it. Null while it is sent: the gateway has not answered yet.';
-- A statement can't be in two payouts that are under way, nor be paid twice.
CREATE UNIQUE INDEX payout_live_uq ON settlement.payout (tenant_id, statement_id) WHERE status IN ('prepared', 'sent', 'succeeded');
CREATE UNIQUE INDEX payout_external_uq ON settlement.payout (tenant_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX payout_batch_ix ON settlement.payout (payout_batch_id, line_number);
CREATE INDEX payout_batch_open_ix ON settlement.payout (payout_batch_id) WHERE status IN ('prepared', 'sent');
CREATE INDEX payout_account_ix ON settlement.payout (tenant_id, payout_account_id);
CREATE INDEX payout_reference_ix ON settlement.payout (reference);

CREATE TABLE settlement.payout_exception (
  tenant_id           uuid NOT NULL,
  payout_exception_id uuid NOT NULL DEFAULT uuidv7(),
  payout_id           uuid NOT NULL,
  reported_status     text NOT NULL,
  reported_paid_on    date,
  reported_reason     text,
  payout_status       text NOT NULL,
  source              text NOT NULL,
  status              text NOT NULL DEFAULT 'open',
  note                text,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          uuid NOT NULL,
  resolved_at         timestamptz,
  resolved_by         uuid,
  CONSTRAINT payout_exception_pk PRIMARY KEY (tenant_id, payout_exception_id),
  CONSTRAINT payout_exception_report_uq UNIQUE (tenant_id, payout_id, reported_status),
  CONSTRAINT payout_exception_payout_fk FOREIGN KEY (tenant_id, payout_id) REFERENCES settlement.payout (tenant_id, payout_id),
  CONSTRAINT payout_exception_reported_ck CHECK (reported_status IN ('succeeded', 'failed')),
  CONSTRAINT payout_exception_status_ck CHECK (status IN ('open', 'accepted', 'dismissed')),
  CONSTRAINT payout_exception_resolved_ck CHECK ((status = 'open') = (resolved_at IS NULL) AND (status = 'open' OR btrim(note) <> ''))
);
COMMENT ON TABLE settlement.payout_exception IS 'A report about a payout that contradicts what is known of it. Nothing is paid for its statement until a person has looked.';
COMMENT ON COLUMN settlement.payout_exception.payout_status IS 'What the payout was when the report came.';
COMMENT ON COLUMN settlement.payout_exception.status IS 'open; accepted: the report is the truth and was taken over; dismissed: it is not, or was settled otherwise.';

CREATE TABLE settlement.payout_file (
  payout_batch_id uuid NOT NULL,
  bank_code       text NOT NULL,
  encoding        text NOT NULL,
  row_count       integer NOT NULL,
  total_minor     bigint NOT NULL,
  currency        text NOT NULL,
  content_sha256  bytea NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  CONSTRAINT payout_file_pk PRIMARY KEY (payout_batch_id, bank_code, encoding),
  CONSTRAINT payout_file_batch_fk FOREIGN KEY (payout_batch_id) REFERENCES settlement.payout_batch (payout_batch_id),
  CONSTRAINT payout_file_encoding_ck CHECK (encoding IN ('cp949', 'utf-8')),
  CONSTRAINT payout_file_hash_ck CHECK (length(content_sha256) = 32)
);
COMMENT ON TABLE settlement.payout_file IS 'Which bank files of a batch were written, with their control totals. The file of a batch is always the same bytes.';
COMMENT ON COLUMN settlement.payout_file.bank_code IS 'The bank whose payouts it holds; empty: all of the batch.';

CREATE TABLE settlement.payout_result_file (
  payout_result_file_id uuid NOT NULL DEFAULT uuidv7(),
  file_name             text NOT NULL,
  content_sha256        bytea NOT NULL,
  row_count             integer NOT NULL,
  created_at            timestamptz NOT NULL DEFAULT now(),
  created_by            uuid NOT NULL,
  CONSTRAINT payout_result_file_pk PRIMARY KEY (payout_result_file_id),
  CONSTRAINT payout_result_file_hash_uq UNIQUE (content_sha256)
);
COMMENT ON TABLE settlement.payout_result_file IS 'The bank''s answers that were taken, as files.';

-- What falls due, without reading what was paid long ago.
CREATE INDEX statement_payable_ix ON settlement.statement (payout_date) WHERE status IN ('confirmed', 'failed');
