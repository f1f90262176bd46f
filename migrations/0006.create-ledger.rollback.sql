DROP TABLE ledger.transfer;
DROP TABLE ledger.account;
