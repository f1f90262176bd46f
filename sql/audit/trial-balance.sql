-- What are debits, credits and balance of every account over all tenants' books?
-- kind: list
-- Headquarters' book is the sum of all tenants' books; the last row of a currency shows that debits equal credits.
SELECT b.currency, b.account_code, a.name_ko, b.nature, sum(b.debit_minor) AS debit_minor, sum(b.credit_minor) AS credit_minor,
  sum(b.balance_minor) AS balance_minor, count(*) AS tenants
FROM ledger.trial_balance() AS b
JOIN ledger.account AS a ON a.account_code = b.account_code
GROUP BY b.currency, b.account_code, a.name_ko, b.nature
UNION ALL
SELECT b.currency, 'all accounts', '합계', NULL, sum(b.debit_minor), sum(b.credit_minor), sum(b.debit_minor) - sum(b.credit_minor), count(DISTINCT b.tenant_id)
FROM ledger.trial_balance() AS b
GROUP BY b.currency
ORDER BY 1, 4 NULLS LAST, 2;
