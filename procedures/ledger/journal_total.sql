CREATE OR REPLACE FUNCTION ledger.journal_total(p_tenants uuid[], p_from date, p_through date, p_step text, p_is_total boolean DEFAULT false)
RETURNS TABLE (tenant_id uuid, period_start date, period_end date, debit_account text, credit_account text, currency text, amount_minor numeric, transfer_count bigint)
LANGUAGE sql STABLE ROWS 10000
AS $journal_total$
  SELECT m.tenant_id, greatest(m.first_day, p_from), least((m.first_day + ('1 ' || p_step)::interval)::date - 1, p_through),
    m.debit_account, m.credit_account, m.currency, m.amount, m.transfers
  FROM (
    SELECT CASE WHEN NOT p_is_total THEN t.tenant_id END AS tenant_id, date_trunc(p_step, t.posted_on::timestamp)::date AS first_day,
      t.debit_account, t.credit_account, t.currency, sum(t.amount_minor) AS amount, count(*) AS transfers
    FROM ledger.transfer AS t
    WHERE (p_tenants IS NULL OR t.tenant_id = ANY (p_tenants)) AND t.posted_on BETWEEN p_from AND p_through
    GROUP BY 1, 2, 3, 4, 5
  ) AS m
$journal_total$;
COMMENT ON FUNCTION ledger.journal_total(uuid[], date, date, text, boolean) IS 'The journal of tenants (null: all) from one day through another, summed by day or month (p_step) and pair of accounts; p_is_total: headquarters'' sum over all books, tenant null. Currencies are never added up.';
REVOKE ALL ON FUNCTION ledger.journal_total(uuid[], date, date, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.journal_total(uuid[], date, date, text, boolean) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
