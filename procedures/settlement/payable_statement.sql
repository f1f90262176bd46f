CREATE OR REPLACE FUNCTION settlement.payable_statement(
  p_payout_on date, p_channel text, p_tenants uuid[] DEFAULT NULL, p_as_of timestamptz DEFAULT now(), p_retry_of uuid DEFAULT NULL)
RETURNS TABLE (
  tenant_id uuid, tenant_key text, statement_id uuid, period_end date, payout_date date, amount_minor bigint, currency text, attempt integer,
  payout_account_id uuid, bank_code text, masked_number text, holder_name text, blocked_by text)
LANGUAGE sql STABLE ROWS 1000
AS $payable_statement$
  WITH due AS MATERIALIZED (
    SELECT s.tenant_id, n.tenant_key, s.statement_id, s.period_end, s.payout_date, s.payout_minor, s.currency,
      (SELECT count(*) FROM settlement.payout AS p WHERE p.tenant_id = s.tenant_id AND p.statement_id = s.statement_id)::integer AS attempts
    FROM settlement.statement AS s
    JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
    WHERE s.status IN ('confirmed', 'failed') AND s.payout_minor > 0 AND s.payout_date <= p_payout_on
      AND (p_tenants IS NULL OR s.tenant_id = ANY (p_tenants))
      AND (p_retry_of IS NULL OR EXISTS (SELECT FROM settlement.payout AS p WHERE p.tenant_id = s.tenant_id AND p.statement_id = s.statement_id
        AND p.payout_batch_id = p_retry_of AND p.status = 'failed'))
  ), held AS MATERIALIZED (
    SELECT DISTINCT ON (h.tenant_id, h.statement_id) h.tenant_id, h.statement_id, h.kind, h.reason, h.expires_on
    FROM settlement.active_hold(p_as_of) AS h
    ORDER BY h.tenant_id, h.statement_id, h.expires_on DESC
  ), found AS MATERIALIZED (
    -- One call for all of them: what is wrong with a tenant holds back that tenant's payouts, and nobody else's.
    SELECT f.tenant_key, (array_agg(f.check_name || ': ' || f.subject || ': ' || f.finding))[1] AS finding
    FROM settlement.verify(coalesce((SELECT array_agg(DISTINCT d.tenant_id) FROM due AS d), '{}')) AS f
    GROUP BY f.tenant_key
  )
  SELECT d.tenant_id, d.tenant_key, d.statement_id, d.period_end, d.payout_date, d.payout_minor, d.currency, d.attempts + 1,
    a.payout_account_id, a.bank_code, a.masked_number, a.holder_name,
    CASE
      WHEN h.kind IS NOT NULL THEN format('%s until %s: %s', CASE h.kind WHEN 'exclude' THEN 'excluded' ELSE 'held' END, h.expires_on, h.reason)
      WHEN d.currency <> 'KRW' THEN 'currency: accounts are paid in KRW alone'
      WHEN a.payout_account_id IS NULL THEN 'account: the tenant has none on this day'
      WHEN EXISTS (SELECT FROM settlement.payout_exception AS x JOIN settlement.payout AS p ON p.tenant_id = x.tenant_id AND p.payout_id = x.payout_id
        WHERE x.tenant_id = d.tenant_id AND x.status = 'open' AND p.statement_id = d.statement_id)
        THEN 'exception: a contradictory answer about an earlier payout is open'
      WHEN p_channel = 'toss' AND d.payout_minor >= 1000000000 THEN 'amount: the gateway pays less than 1,000,000,000 at once'
      WHEN p_channel = 'toss' AND e.status IS NULL THEN 'seller: the account is not registered with the gateway'
      WHEN p_channel = 'toss' AND e.status NOT IN ('APPROVED', 'PARTIALLY_APPROVED') THEN 'seller: the gateway says ' || e.status
      WHEN f.finding IS NOT NULL THEN 'verify: ' || f.finding
    END
  FROM due AS d
  LEFT JOIN settlement.payout_account AS a ON a.tenant_id = d.tenant_id AND a.valid_during @> p_payout_on
  LEFT JOIN settlement.payout_seller AS e ON e.tenant_id = d.tenant_id AND e.payout_account_id = a.payout_account_id
  LEFT JOIN held AS h ON h.tenant_id = d.tenant_id AND h.statement_id = d.statement_id
  LEFT JOIN found AS f ON f.tenant_key = d.tenant_key
$payable_statement$;
COMMENT ON FUNCTION settlement.payable_statement(date, text, uuid[], timestamptz, uuid) IS 'The confirmed and failed statements that fall due by a payout day, with the account of that day, and what keeps each of them from being paid, if anything does.';
REVOKE ALL ON FUNCTION settlement.payable_statement(date, text, uuid[], timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.payable_statement(date, text, uuid[], timestamptz, uuid) TO mg_batch_owner;
