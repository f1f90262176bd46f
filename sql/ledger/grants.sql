GRANT USAGE ON SCHEMA ledger TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON ledger.account, ledger.leg, ledger.account_mapping, ledger.transfer, ledger.day_snapshot, ledger.opening,
  ledger.opening_line TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON ledger.leg TO mg_batch_owner;
-- UPDATE is for row locks alone.
GRANT SELECT, UPDATE ON ledger.account TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.account_mapping TO mg_batch_owner;
-- Facts: nobody may change them. DELETE is for disposing of what need not be kept any more: the trigger lets no other routine do it.
GRANT DELETE ON ledger.transfer TO mg_batch_owner;
GRANT SELECT, INSERT ON ledger.transfer, ledger.opening, ledger.opening_line TO mg_batch_owner;
-- Derived: dropped by what posts into its days, never changed.
GRANT SELECT, INSERT, DELETE ON ledger.day_snapshot TO mg_batch_owner;
