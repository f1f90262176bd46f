-- The double-entry book of every tenant.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE ledger.account (
  account_code text NOT NULL,
  nature       text NOT NULL,
  name_ko      text NOT NULL,
  name_en      text NOT NULL,
  CONSTRAINT account_pk PRIMARY KEY (account_code),
  CONSTRAINT account_nature_ck CHECK (nature IN ('asset', 'liability', 'income', 'expense'))
);
COMMENT ON TABLE ledger.account IS 'The chart of accounts, the same in each tenant''s book.';
COMMENT ON COLUMN ledger.account.nature IS 'Assets and expenses have debit balances, liabilities and income credit balances.';

CREATE TABLE ledger.transfer (
  tenant_id      uuid NOT NULL,
  posted_on      date NOT NULL,
  source_type    text NOT NULL,
  source_id      uuid NOT NULL,
  leg            text NOT NULL,
  debit_account  text NOT NULL,
  credit_account text NOT NULL,
  amount_minor   bigint NOT NULL,
  currency       text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT transfer_pk PRIMARY KEY (tenant_id, posted_on, source_type, source_id, leg),
  CONSTRAINT transfer_source_ck CHECK (source_type IN ('event', 'statement', 'statement_reversal', 'payout')),
  CONSTRAINT transfer_accounts_ck CHECK (debit_account <> credit_account),
  CONSTRAINT transfer_amount_ck CHECK (amount_minor > 0)
) PARTITION BY RANGE (posted_on);
COMMENT ON TABLE ledger.transfer IS 'One positive amount moved from a debit to a credit account of a tenant''s book: balanced by construction. Append-only; the key by source makes posting twice impossible.';
COMMENT ON COLUMN ledger.transfer.source_type IS 'What caused it; the rows of one source are one entry.';
COMMENT ON COLUMN ledger.transfer.source_id IS 'The payment event or the statement.';
COMMENT ON COLUMN ledger.transfer.leg IS 'Which part of the entry this is.';
COMMENT ON COLUMN ledger.transfer.posted_on IS 'Follows from the source alone: an event''s settlement day, a statement''s period end, the day of payment.';
CREATE TABLE ledger.transfer_default PARTITION OF ledger.transfer DEFAULT;
