-- What are debits, credits and balance of every account in one tenant's book?
-- kind: list
-- parameter: tenant = : the tenant's key
SELECT b.account_code, a.name_ko, b.nature, b.currency, b.debit_minor, b.credit_minor, b.balance_minor
FROM ledger.trial_balance(ARRAY(SELECT n.tenant_id FROM tenancy.tenant AS n WHERE n.tenant_key = %(tenant)s)) AS b
JOIN ledger.account AS a ON a.account_code = b.account_code
ORDER BY b.nature, b.account_code;
