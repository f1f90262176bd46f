CREATE OR REPLACE FUNCTION settlement.verify_payout(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE ROWS 10
AS $verify_payout$
  WITH attempt AS (
    SELECT p.*, b.status AS batch_status, b.payout_on AS batch_on, b.channel AS batch_channel,
      max(p.attempt) OVER (PARTITION BY p.tenant_id, p.statement_id) AS attempts, count(*) OVER (PARTITION BY p.tenant_id, p.statement_id) AS times,
      bool_or(p.status = 'succeeded') OVER (PARTITION BY p.tenant_id, p.statement_id) AS has_succeeded
    FROM settlement.payout AS p
    JOIN settlement.payout_batch AS b ON b.payout_batch_id = p.payout_batch_id
    WHERE p.tenant_id = ANY (p_tenants)
  )
  SELECT s.tenant_id, 'payout_missing', format('statement of %s to %s', s.period_start, s.period_end),
    format('it is %s, but no payout of it %s', s.status, CASE s.status WHEN 'paying' THEN 'is under way' ELSE 'failed' END)
  FROM settlement.statement AS s
  WHERE s.tenant_id = ANY (p_tenants) AND s.status IN ('paying', 'failed')
    AND NOT EXISTS (SELECT FROM attempt AS p WHERE p.tenant_id = s.tenant_id AND p.statement_id = s.statement_id
      AND CASE s.status WHEN 'paying' THEN p.status IN ('prepared', 'sent') ELSE p.status = 'failed' END)
  UNION ALL
  SELECT p.tenant_id, 'payout_differs', format('payout %s', p.reference), f.finding
  FROM attempt AS p
  JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
  LEFT JOIN settlement.payout_account_number AS n ON n.tenant_id = p.tenant_id AND n.payout_account_id = p.payout_account_id
  LEFT JOIN settlement.payout_account AS a ON a.tenant_id = p.tenant_id AND a.payout_account_id = p.payout_account_id
  CROSS JOIN LATERAL (VALUES
    (p.status IN ('prepared', 'sent') AND s.status <> 'paying', format('it is %s, but its statement is %s', p.status, s.status)),
    (p.status = 'succeeded' AND (s.status <> 'paid' OR s.paid_on <> p.paid_on),
      format('it succeeded on %s, but its statement is %s%s', p.paid_on, s.status, ' since ' || s.paid_on)),
    -- Paid by hand is posted under another name.
    (p.attempt = p.attempts AND NOT p.has_succeeded AND s.status = 'paid' AND EXISTS (SELECT FROM ledger.transfer AS t
        WHERE t.tenant_id = s.tenant_id AND t.posted_on = s.paid_on AND t.source_type = 'payout' AND t.source_id = s.statement_id AND t.leg = 'batch_payout'),
      format('it is %s, but its statement was paid by a batch', p.status)),
    ((p.amount_minor, p.currency) IS DISTINCT FROM (s.payout_minor, s.currency),
      format('it pays %s %s, its statement %s %s', p.amount_minor, p.currency, s.payout_minor, s.currency)),
    ((p.bank_code, p.masked_number, p.holder_name) IS DISTINCT FROM (a.bank_code, settlement.mask_account(n.account_number), a.holder_name),
      format('it goes to %s %s, its account is %s %s', p.bank_code, p.masked_number, a.bank_code, coalesce(settlement.mask_account(n.account_number), 'gone'))),
    (p.status <> ALL (CASE p.batch_status WHEN 'prepared' THEN '{prepared}' WHEN 'approved' THEN '{prepared}' WHEN 'cancelled' THEN '{cancelled}'
      WHEN 'done' THEN '{succeeded,failed}' ELSE '{sent,succeeded,failed}' END::text[]), format('it is %s, but its batch is %s', p.status, p.batch_status)),
    ((p.payout_on, p.channel) <> (p.batch_on, p.batch_channel), format('it is for %s by %s, its batch for %s by %s', p.payout_on, p.channel, p.batch_on, p.batch_channel)),
    (p.attempt = p.attempts AND p.attempts <> p.times, format('it is attempt %s, but there are %s', p.attempt, p.times))
  ) AS f (is_bad, finding)
  WHERE f.is_bad
  UNION ALL
  SELECT a.tenant_id, 'account_differs', format('payout account since %s', lower(a.valid_during)),
    format('it shows %s, its number is %s', a.masked_number, coalesce(settlement.mask_account(n.account_number), 'gone'))
  FROM settlement.payout_account AS a
  LEFT JOIN settlement.payout_account_number AS n ON n.tenant_id = a.tenant_id AND n.payout_account_id = a.payout_account_id
  WHERE a.tenant_id = ANY (p_tenants) AND a.masked_number IS DISTINCT FROM settlement.mask_account(n.account_number)
$verify_payout$;
COMMENT ON FUNCTION settlement.verify_payout(uuid[]) IS 'Statements that are being paid without a payout, and payouts of tenants that differ from their statement, their batch or their account.';
REVOKE ALL ON FUNCTION settlement.verify_payout(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_payout(uuid[]) TO mg_batch_owner;
