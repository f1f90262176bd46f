-- Balances at the end of settled days, so that a balance is a snapshot plus the days after it.
-- phase: expand · locks: none (new table) · reversible: yes
CREATE TABLE ledger.day_snapshot (
  tenant_id    uuid NOT NULL,
  snapshot_on  date NOT NULL,
  account_code text NOT NULL,
  currency     text NOT NULL,
  debit_minor  bigint NOT NULL,
  credit_minor bigint NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT day_snapshot_pk PRIMARY KEY (tenant_id, snapshot_on, account_code),
  CONSTRAINT day_snapshot_sums_ck CHECK (debit_minor >= 0 AND credit_minor >= 0)
);
COMMENT ON TABLE ledger.day_snapshot IS 'What stood in an account of a tenant''s book at the end of a settled day. Derived from ledger.transfer: whatever posts on or before the day drops it.';
COMMENT ON COLUMN ledger.day_snapshot.snapshot_on IS 'The last day whose transfers are in the sums.';
COMMENT ON COLUMN ledger.day_snapshot.debit_minor IS 'All debits from the first entry on.';
COMMENT ON COLUMN ledger.day_snapshot.credit_minor IS 'All credits from the first entry on.';
