CREATE OR REPLACE FUNCTION settlement.verify_snapshot(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_snapshot$
  WITH movement AS (
    SELECT m.tenant_id, m.posted_on, v.account_code, sum(v.debit) AS debit, sum(v.credit) AS credit
    FROM (
      SELECT t.tenant_id, t.posted_on, t.debit_account, t.credit_account, sum(t.amount_minor) AS amount
      FROM ledger.transfer AS t
      WHERE t.tenant_id = ANY (p_tenants)
      GROUP BY t.tenant_id, t.posted_on, t.debit_account, t.credit_account
    ) AS m
    CROSS JOIN LATERAL (VALUES (m.debit_account, m.amount, 0), (m.credit_account, 0, m.amount)) AS v (account_code, debit, credit)
    GROUP BY m.tenant_id, m.posted_on, v.account_code
  ), account AS (
    SELECT m.tenant_id, m.account_code FROM movement AS m
    UNION
    SELECT d.tenant_id, d.account_code FROM ledger.day_snapshot AS d WHERE d.tenant_id = ANY (p_tenants)
  ), running AS (
    -- The transfers and, as moving nothing, each snapshot's day for every account of the book: a row that it lacks is found too.
    SELECT u.tenant_id, u.day, u.account_code, u.is_snapshot,
      sum(u.debit) OVER in_order AS debit, sum(u.credit) OVER in_order AS credit
    FROM (
      SELECT m.tenant_id, m.posted_on, m.account_code, false, m.debit, m.credit FROM movement AS m
      UNION ALL
      SELECT s.tenant_id, s.snapshot_on, a.account_code, true, 0, 0
      FROM (SELECT DISTINCT d.tenant_id, d.snapshot_on FROM ledger.day_snapshot AS d WHERE d.tenant_id = ANY (p_tenants)) AS s
      JOIN account AS a ON a.tenant_id = s.tenant_id
    ) AS u (tenant_id, day, account_code, is_snapshot, debit, credit)
    WINDOW in_order AS (PARTITION BY u.tenant_id, u.account_code ORDER BY u.day, u.is_snapshot)
  )
  SELECT r.tenant_id, 'snapshot_differs', format('account %s at the end of %s', r.account_code, r.day),
    format('the snapshot says debits %s, credits %s; its transfers come to %s and %s', coalesce(d.debit_minor, 0), coalesce(d.credit_minor, 0), r.debit, r.credit)
  FROM running AS r
  LEFT JOIN ledger.day_snapshot AS d ON d.tenant_id = r.tenant_id AND d.snapshot_on = r.day AND d.account_code = r.account_code
  WHERE r.is_snapshot AND (r.debit, r.credit) IS DISTINCT FROM (coalesce(d.debit_minor, 0)::numeric, coalesce(d.credit_minor, 0)::numeric)
$verify_snapshot$;
COMMENT ON FUNCTION settlement.verify_snapshot(uuid[]) IS 'Compares the ledger''s day snapshots of tenants with the transfers that they sum up.';
REVOKE ALL ON FUNCTION settlement.verify_snapshot(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_snapshot(uuid[]) TO mg_batch_owner;
