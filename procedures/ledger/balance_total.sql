CREATE OR REPLACE FUNCTION ledger.balance_total(p_tenants uuid[], p_from date, p_through date)
RETURNS TABLE (currency text, debit_minor numeric, credit_minor numeric, closing_debit_minor numeric, closing_credit_minor numeric)
LANGUAGE sql STABLE
AS $balance_total$
  SELECT b.currency, sum(b.debit_minor), sum(b.credit_minor),
    coalesce(sum(b.closing_minor) FILTER (WHERE b.nature IN ('asset', 'expense')), 0),
    coalesce(sum(b.closing_minor) FILTER (WHERE b.nature IS NULL OR b.nature NOT IN ('asset', 'expense')), 0)
  FROM ledger.account_balance(p_tenants, p_from, p_through) AS b
  GROUP BY b.currency
$balance_total$;
COMMENT ON FUNCTION ledger.balance_total(uuid[], date, date) IS 'The last line of the trial balance, by currency: debits equal credits, and accounts with debit balances those with credit balances.';
REVOKE ALL ON FUNCTION ledger.balance_total(uuid[], date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.balance_total(uuid[], date, date) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
