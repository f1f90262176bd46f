CREATE OR REPLACE FUNCTION settlement.verify_transfer(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_transfer$
  WITH source AS (
    SELECT e.tenant_id, e.settlement_day AS posted_on, 'event' AS source_type, e.payment_event_id AS source_id, e.currency, g.leg,
      g.debit_account, g.credit_account, g.amount_minor
    FROM commerce.payment_event AS e
    CROSS JOIN LATERAL settlement.event_leg(e.kind, e.is_reversal, e.amount_minor, e.platform_discount_minor) AS g
    WHERE e.tenant_id = ANY (p_tenants)
    UNION ALL
    -- A reopened statement's legs and their reversal, each under its own source.
    SELECT s.tenant_id, s.period_end, r.source_type, s.statement_id, s.currency, g.leg, g.debit_account, g.credit_account, r.sign * g.amount_minor
    FROM settlement.statement AS s
    CROSS JOIN LATERAL settlement.statement_leg(s) AS g
    JOIN (VALUES ('statement', 1, false), ('statement_reversal', -1, true)) AS r (source_type, sign, is_for_void) ON s.status = 'void' OR NOT r.is_for_void
    WHERE s.tenant_id = ANY (p_tenants)
    UNION ALL
    -- By hand, or by a batch: then its payout stands behind it.
    SELECT s.tenant_id, s.paid_on, 'payout', s.statement_id, s.currency, CASE WHEN EXISTS (SELECT FROM settlement.payout AS p
        WHERE p.tenant_id = s.tenant_id AND p.statement_id = s.statement_id AND p.status = 'succeeded') THEN 'batch_payout' ELSE 'payout' END,
      'tenant_payable', 'bank', s.payout_minor
    FROM settlement.statement AS s
    WHERE s.tenant_id = ANY (p_tenants) AND s.status = 'paid'
    UNION ALL
    SELECT o.tenant_id, o.opened_on, 'opening', o.opening_id, o.currency, o.leg, o.debit_account, o.credit_account, o.amount_minor
    FROM ledger.opening_leg(p_tenants) AS o
    UNION ALL
    SELECT * FROM settlement.gateway_source(p_tenants)
  ), expected AS (
    SELECT s.tenant_id, s.posted_on, s.source_type, s.source_id, s.leg, s.currency, abs(s.amount_minor) AS amount_minor,
      CASE WHEN s.amount_minor > 0 THEN s.debit_account ELSE s.credit_account END AS debit_account,
      CASE WHEN s.amount_minor > 0 THEN s.credit_account ELSE s.debit_account END AS credit_account
    FROM source AS s
    WHERE s.amount_minor <> 0
  )
  SELECT coalesce(x.tenant_id, t.tenant_id),
    CASE WHEN t.tenant_id IS NULL THEN 'transfer_missing' WHEN x.tenant_id IS NULL THEN 'transfer_unexpected' ELSE 'transfer_differs' END,
    format('%s %s, leg %s, posted on %s', coalesce(x.source_type, t.source_type), coalesce(x.source_id, t.source_id), coalesce(x.leg, t.leg),
      coalesce(x.posted_on, t.posted_on)),
    CASE WHEN t.tenant_id IS NULL THEN format('%s %s from %s to %s is not posted', x.amount_minor, x.currency, x.debit_account, x.credit_account)
      WHEN x.tenant_id IS NULL THEN format('%s %s from %s to %s has no source', t.amount_minor, t.currency, t.debit_account, t.credit_account)
      ELSE format('%s %s from %s to %s, its source says %s %s from %s to %s', t.amount_minor, t.currency, t.debit_account, t.credit_account,
        x.amount_minor, x.currency, x.debit_account, x.credit_account) END
  FROM expected AS x
  FULL JOIN (SELECT n.* FROM ledger.transfer AS n WHERE n.tenant_id = ANY (p_tenants)) AS t
    ON t.tenant_id = x.tenant_id AND t.posted_on = x.posted_on AND t.source_type = x.source_type AND t.source_id = x.source_id AND t.leg = x.leg
  WHERE t.tenant_id IS NULL OR x.tenant_id IS NULL
    OR (t.amount_minor, t.currency, t.debit_account, t.credit_account) IS DISTINCT FROM (x.amount_minor, x.currency, x.debit_account, x.credit_account)
$verify_transfer$;
COMMENT ON FUNCTION settlement.verify_transfer(uuid[]) IS 'Compares the ledger of tenants, leg by leg, with what its sources say: events, statements, reopened statements, payouts, what gateways paid out, opening balances.';
REVOKE ALL ON FUNCTION settlement.verify_transfer(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_transfer(uuid[]) TO mg_batch_owner;
