CREATE OR REPLACE FUNCTION ledger.sum_through(p_tenants uuid[], p_days date[])
RETURNS TABLE (tenant_id uuid, account_code text, currency text, debit_minor numeric, credit_minor numeric)
LANGUAGE sql STABLE ROWS 10000
AS $sum_through$
  WITH latest AS MATERIALIZED (
    SELECT k.tenant_id, k.day, coalesce((SELECT max(d.snapshot_on) FROM ledger.day_snapshot AS d
      WHERE d.tenant_id = k.tenant_id AND d.snapshot_on <= k.day), '-infinity') AS snapshot_on
    FROM unnest(p_tenants, p_days) AS k (tenant_id, day)
  )
  SELECT m.tenant_id, m.account_code, m.currency, sum(m.debit_minor), sum(m.credit_minor)
  FROM (
    SELECT d.tenant_id, d.account_code, d.currency, d.debit_minor, d.credit_minor
    FROM latest AS a
    JOIN ledger.day_snapshot AS d ON d.tenant_id = a.tenant_id AND d.snapshot_on = a.snapshot_on
    UNION ALL
    SELECT b.tenant_id, b.account_code, b.currency, b.debit_minor, b.credit_minor
    FROM (SELECT array_agg(a.tenant_id) AS tenants, array_agg(a.snapshot_on) AS after, array_agg(a.day) AS through FROM latest AS a) AS k
    CROSS JOIN LATERAL ledger.sum_between(k.tenants, k.after, k.through) AS b
  ) AS m
  GROUP BY m.tenant_id, m.account_code, m.currency
$sum_through$;
COMMENT ON FUNCTION ledger.sum_through(uuid[], date[]) IS 'Debits and credits of every account in tenants'' books through the day given for each: the latest snapshot by then, and the transfers after it.';
REVOKE ALL ON FUNCTION ledger.sum_through(uuid[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.sum_through(uuid[], date[]) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
