CREATE OR REPLACE FUNCTION ledger.trial_balance(p_tenants uuid[] DEFAULT NULL, p_through date DEFAULT 'infinity')
RETURNS TABLE (tenant_id uuid, account_code text, nature text, currency text, debit_minor numeric, credit_minor numeric, balance_minor numeric)
LANGUAGE sql STABLE ROWS 10000
AS $trial_balance$
  SELECT s.tenant_id, s.account_code, a.nature, s.currency, s.debit_minor, s.credit_minor,
    CASE WHEN a.nature IN ('asset', 'expense') THEN s.debit_minor - s.credit_minor ELSE s.credit_minor - s.debit_minor END
  FROM (SELECT coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t)) AS ids) AS k
  CROSS JOIN LATERAL ledger.sum_through(k.ids, array_fill(p_through, ARRAY[coalesce(cardinality(k.ids), 0)])) AS s
  LEFT JOIN ledger.account AS a ON a.account_code = s.account_code
$trial_balance$;
COMMENT ON FUNCTION ledger.trial_balance(uuid[], date) IS 'Debits, credits and balance of every account in tenants'' books (null: all) at the end of a day (none given: now). A balance is positive on the side that the account''s nature calls for.';
REVOKE ALL ON FUNCTION ledger.trial_balance(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.trial_balance(uuid[], date) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
