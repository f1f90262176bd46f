DROP TABLE ledger.day_snapshot;
