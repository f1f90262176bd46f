CREATE OR REPLACE FUNCTION ledger.account_balance(p_tenants uuid[], p_from date, p_through date, p_step text DEFAULT 'all', p_is_total boolean DEFAULT false)
RETURNS TABLE (tenant_id uuid, period_start date, period_end date, account_code text, nature text, currency text,
  opening_minor numeric, debit_minor numeric, credit_minor numeric, closing_minor numeric)
LANGUAGE plpgsql STABLE ROWS 10000
AS $account_balance$
#variable_conflict use_column
DECLARE
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t), '{}');
  v_before date[] := array_fill(p_from - 1, ARRAY[cardinality(v_tenants)]);
  v_through date[] := array_fill(p_through, ARRAY[cardinality(v_tenants)]);
BEGIN
  RETURN QUERY
  WITH moved AS MATERIALIZED (
    SELECT CASE WHEN NOT p_is_total THEN s.tenant_id END AS tenant_id, date '-infinity' AS first_day, s.account_code, s.currency,
      s.debit_minor AS debit, s.credit_minor AS credit
    FROM ledger.sum_through(v_tenants, v_before) AS s
    UNION ALL
    -- The span as a whole is what came to the sums since, so that snapshots serve both ends.
    SELECT CASE WHEN NOT p_is_total THEN u.tenant_id END, p_from, u.account_code, u.currency, u.debit, u.credit
    FROM (
      SELECT s.tenant_id, s.account_code, s.currency, s.debit_minor AS debit, s.credit_minor AS credit FROM ledger.sum_through(v_tenants, v_through) AS s
      UNION ALL
      SELECT s.tenant_id, s.account_code, s.currency, -s.debit_minor, -s.credit_minor FROM ledger.sum_through(v_tenants, v_before) AS s
    ) AS u
    WHERE p_step = 'all'
    UNION ALL
    SELECT j.tenant_id, j.period_start, v.account_code, j.currency, v.debit, v.credit
    FROM ledger.journal_total(v_tenants, p_from, p_through, CASE WHEN p_step = 'all' THEN 'day' ELSE p_step END, p_is_total) AS j
    CROSS JOIN LATERAL (VALUES (j.debit_account, j.amount_minor, 0), (j.credit_account, 0, j.amount_minor)) AS v (account_code, debit, credit)
    WHERE p_step <> 'all'
  ), period AS (
    SELECT p_from AS first_day, p_through AS last_day WHERE p_step = 'all'
    UNION ALL
    SELECT greatest(g.day::date, p_from), least((g.day + ('1 ' || p_step)::interval)::date - 1, p_through)
    FROM generate_series(date_trunc(nullif(p_step, 'all'), p_from::timestamp), p_through::timestamp, ('1 ' || nullif(p_step, 'all'))::interval) AS g (day)
    WHERE p_step <> 'all'
  ), summed AS (
    SELECT m.tenant_id, m.first_day, m.account_code, m.currency, sum(m.debit) AS debit, sum(m.credit) AS credit
    FROM (
      SELECT * FROM moved AS o
      UNION ALL
      -- Every period of every account, so that a balance that only stands is shown as well.
      SELECT a.tenant_id, p.first_day, a.account_code, a.currency, 0, 0
      FROM (SELECT DISTINCT o.tenant_id, o.account_code, o.currency FROM moved AS o) AS a CROSS JOIN period AS p
    ) AS m
    GROUP BY m.tenant_id, m.first_day, m.account_code, m.currency
  ), running AS (
    SELECT s.*, a.nature, i.sign, sum(i.sign * (s.debit - s.credit)) OVER (PARTITION BY s.tenant_id, s.account_code, s.currency ORDER BY s.first_day) AS closing
    FROM summed AS s
    LEFT JOIN ledger.account AS a ON a.account_code = s.account_code
    CROSS JOIN LATERAL (SELECT CASE WHEN a.nature IN ('asset', 'expense') THEN 1 ELSE -1 END AS sign) AS i
  )
  SELECT r.tenant_id, p.first_day, p.last_day, r.account_code, r.nature, r.currency, r.closing - r.sign * (r.debit - r.credit), r.debit, r.credit, r.closing
  FROM running AS r
  JOIN period AS p ON p.first_day = r.first_day
  WHERE r.debit <> 0 OR r.credit <> 0 OR r.closing <> 0;
END
$account_balance$;
COMMENT ON FUNCTION ledger.account_balance(uuid[], date, date, text, boolean) IS 'The trial balance of tenants'' books (null: all) over days: opening, debits, credits and closing of every account; p_step all, day or month; p_is_total: headquarters'' sum over all books, tenant null. A balance is positive on the side that the account''s nature calls for; currencies are never added up.';
REVOKE ALL ON FUNCTION ledger.account_balance(uuid[], date, date, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.account_balance(uuid[], date, date, text, boolean) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
