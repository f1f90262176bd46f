DROP TABLE ledger.opening_line;
DROP TABLE ledger.opening;
DROP TABLE ledger.account_mapping;
DROP TABLE ledger.leg;
DELETE FROM ledger.account WHERE nature = 'equity';
ALTER TABLE ledger.account
  DROP CONSTRAINT account_nature_ck,
  ADD CONSTRAINT account_nature_ck CHECK (nature IN ('asset', 'liability', 'income', 'expense'));
