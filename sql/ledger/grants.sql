GRANT USAGE ON SCHEMA ledger TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON ledger.account, ledger.transfer, ledger.day_snapshot TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON ledger.account TO mg_batch_owner;
-- Facts: nobody may change or delete them.
GRANT SELECT, INSERT ON ledger.transfer TO mg_batch_owner;
-- Derived: dropped by what posts into its days, never changed.
GRANT SELECT, INSERT, DELETE ON ledger.day_snapshot TO mg_batch_owner;
