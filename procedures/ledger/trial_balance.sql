CREATE OR REPLACE FUNCTION ledger.trial_balance(p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_id uuid, account_code text, nature text, currency text, debit_minor numeric, credit_minor numeric, balance_minor numeric)
LANGUAGE sql STABLE ROWS 10000
AS $trial_balance$
  SELECT s.tenant_id, s.account_code, a.nature, s.currency, s.debit, s.credit,
    CASE WHEN a.nature IN ('asset', 'expense') THEN s.debit - s.credit ELSE s.credit - s.debit END
  FROM (
    SELECT m.tenant_id, v.account_code, m.currency, sum(v.debit) AS debit, sum(v.credit) AS credit
    FROM (
      -- Summed by pair of accounts first: a few rows a tenant instead of one an event.
      SELECT t.tenant_id, t.debit_account, t.credit_account, t.currency, sum(t.amount_minor) AS amount
      FROM ledger.transfer AS t
      WHERE p_tenants IS NULL OR t.tenant_id = ANY (p_tenants)
      GROUP BY t.tenant_id, t.debit_account, t.credit_account, t.currency
    ) AS m
    CROSS JOIN LATERAL (VALUES (m.debit_account, m.amount, 0), (m.credit_account, 0, m.amount)) AS v (account_code, debit, credit)
    GROUP BY m.tenant_id, v.account_code, m.currency
  ) AS s
  LEFT JOIN ledger.account AS a ON a.account_code = s.account_code
$trial_balance$;
COMMENT ON FUNCTION ledger.trial_balance(uuid[]) IS 'Debits, credits and balance of every account in tenants'' books (null: all). A balance is positive on the side that the account''s nature calls for.';
REVOKE ALL ON FUNCTION ledger.trial_balance(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.trial_balance(uuid[]) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
