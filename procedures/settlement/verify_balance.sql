CREATE OR REPLACE FUNCTION settlement.verify_balance(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_balance$
  WITH event AS (
    SELECT e.tenant_id, sum(i.sign * e.amount_minor) AS amount, sum(i.sign * e.platform_discount_minor) AS discount,
      coalesce(sum(i.sign * (e.amount_minor + e.platform_discount_minor)) FILTER (WHERE l.tenant_id IS NULL), 0) AS unsettled
    FROM commerce.payment_event AS e
    CROSS JOIN LATERAL (SELECT CASE WHEN (e.kind = 'capture') = e.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    LEFT JOIN settlement.line AS l ON l.tenant_id = e.tenant_id AND l.settlement_day = e.settlement_day AND l.payment_event_id = e.payment_event_id
    WHERE e.tenant_id = ANY (p_tenants)
    GROUP BY e.tenant_id
  ), statement AS (
    SELECT s.tenant_id, sum(s.platform_fee_minor) AS platform_fee, sum(s.pg_fee_minor) AS pg_fee, sum(s.fee_vat_minor) AS fee_vat,
      sum(s.platform_included_vat_minor) AS platform_included_vat, sum(s.pg_included_vat_minor) AS pg_included_vat, sum(s.borne_vat_minor) AS borne_vat,
      sum(s.income_tax_minor + s.local_tax_minor) AS withholding, sum(s.discount_returned_minor) AS discount_returned,
      sum(s.holdback_minor - s.holdback_release_minor) AS held, sum(s.adjustments_minor) AS adjustments,
      coalesce(sum(s.payout_minor) FILTER (WHERE s.status <> 'paid'), 0) AS unpaid, coalesce(sum(s.payout_minor) FILTER (WHERE s.status = 'paid'), 0) AS paid,
      sum(s.carry_out_minor - s.carry_in_minor) AS carry
    FROM settlement.statement AS s
    WHERE s.tenant_id = ANY (p_tenants) AND s.status <> 'void'
    GROUP BY s.tenant_id
  ), gateway AS (
    SELECT u.tenant_id, sum(u.amount) AS amount, sum(u.bank) AS bank, sum(u.supply) AS supply, sum(u.vat) AS vat, sum(u.written_off) AS written_off
    FROM (
      SELECT r.tenant_id, r.amount_minor, r.payout_minor, r.fee_minor - r.vat_minor, r.vat_minor, 0 FROM settlement.gateway_row AS r
      WHERE r.tenant_id = ANY (p_tenants) AND r.posted_at IS NOT NULL AND r.undone_at IS NULL
      UNION ALL
      SELECT x.tenant_id, v.open, CASE x.resolution WHEN 'received' THEN v.open ELSE 0 END, 0, 0, CASE x.resolution WHEN 'write_off' THEN v.open ELSE 0 END
      FROM settlement.gateway_exception AS x
      CROSS JOIN LATERAL (SELECT CASE x.side WHEN 'event' THEN x.amount_minor ELSE -x.amount_minor END AS open) AS v
      WHERE x.tenant_id = ANY (p_tenants) AND x.resolution IN ('write_off', 'received') AND x.reversed_at IS NULL
    ) AS u (tenant_id, amount, bank, supply, vat, written_off)
    GROUP BY u.tenant_id
  ), expected AS (
    SELECT k.tenant_id, v.account_code, v.what, coalesce(v.amount, 0) AS amount
    FROM unnest(p_tenants) AS k (tenant_id)
    LEFT JOIN event AS e ON e.tenant_id = k.tenant_id
    LEFT JOIN statement AS s ON s.tenant_id = k.tenant_id
    LEFT JOIN gateway AS g ON g.tenant_id = k.tenant_id
    CROSS JOIN LATERAL (VALUES
      ('pg_receivable', 'events, less what the gateway paid', coalesce(e.amount, 0) - coalesce(g.amount, 0)), ('promotion_expense', 'discounts, less what statements take back', coalesce(e.discount, 0) - coalesce(s.discount_returned, 0)),
      ('unsettled_sales', 'events without a line', e.unsettled), ('tenant_payable', 'unpaid statements', s.unpaid), ('bank', 'what the gateway paid, less paid statements', coalesce(g.bank, 0) - coalesce(s.paid, 0)),
      ('holdback_payable', 'holdbacks not released yet', s.held), ('tenant_carry', 'what statements carry on', s.carry),
      ('platform_fee_income', 'statements'' platform fees without VAT', s.platform_fee - s.platform_included_vat),
      ('pg_fee_clearing', 'statements'' gateway fees without VAT, less what the gateway charged', coalesce(s.pg_fee - s.pg_included_vat, 0) - coalesce(g.supply, 0)), ('fee_vat_expense', 'fee VAT that HQ bears', s.borne_vat),
      ('vat_payable', 'statements'' fee VAT', s.fee_vat + s.platform_included_vat + s.pg_included_vat + s.borne_vat), ('withholding_payable', 'statements'' withholding', s.withholding),
      ('adjustment_expense', 'statements'' adjustments', s.adjustments), ('opening_balance', 'nothing but openings', 0),
      ('vat_receivable', 'VAT on what the gateway charged', g.vat), ('gateway_difference', 'differences written off', g.written_off)) AS v (account_code, what, amount)
  ), booked AS (
    -- From the first entry on: a check trusts no snapshot.
    SELECT b.tenant_id, b.account_code, b.debit_minor, b.credit_minor
    FROM ledger.sum_between(p_tenants, array_fill('-infinity'::date, ARRAY[cardinality(p_tenants)]), array_fill('infinity'::date, ARRAY[cardinality(p_tenants)])) AS b
    UNION ALL
    -- What another system brought has no source here: without it, every account is what events and statements make of it.
    SELECT o.tenant_id, o.account_code, CASE o.side WHEN 'debit' THEN -o.amount_minor ELSE 0 END, CASE o.side WHEN 'credit' THEN -o.amount_minor ELSE 0 END
    FROM ledger.opening_line AS o
    -- These two say what is open now, whatever brought it there: only a disposal carries them forward.
    WHERE o.tenant_id = ANY (p_tenants) AND o.account_code NOT IN ('unsettled_sales', 'tenant_payable')
  ), balance AS (
    SELECT b.tenant_id, b.account_code, sum(CASE WHEN a.nature IN ('asset', 'expense') THEN 1 ELSE -1 END * (b.debit_minor - b.credit_minor)) AS balance_minor
    FROM booked AS b
    LEFT JOIN ledger.account AS a ON a.account_code = b.account_code
    GROUP BY b.tenant_id, b.account_code
  )
  SELECT coalesce(x.tenant_id, b.tenant_id), 'balance_differs', format('account %s', coalesce(x.account_code, b.account_code)),
    format('its balance is %s, %s come to %s', coalesce(b.balance_minor, 0), coalesce(x.what, 'no source knows it; its sources'), coalesce(x.amount, 0))
  FROM expected AS x
  FULL JOIN balance AS b ON b.tenant_id = x.tenant_id AND b.account_code = x.account_code
  WHERE coalesce(x.amount, 0) <> coalesce(b.balance_minor, 0) OR x.tenant_id IS NULL
$verify_balance$;
COMMENT ON FUNCTION settlement.verify_balance(uuid[]) IS 'Compares the trial balance of tenants with sums over events and statements: unsettled sales with events that have no line, payable with unpaid statements, holdbacks, carry, fees, taxes.';
REVOKE ALL ON FUNCTION settlement.verify_balance(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_balance(uuid[]) TO mg_batch_owner;
