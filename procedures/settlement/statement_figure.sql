CREATE OR REPLACE FUNCTION settlement.statement_figure(
  p_tenants uuid[], p_statements uuid[], p_terms uuid[], p_starts date[], p_ends date[])
RETURNS TABLE (
  tenant_id uuid, statement_id uuid, terms_id uuid, period_start date, period_end date, payout_date date, holdback_release_on date,
  currency text, gross_sales bigint, discount_given bigint, discount_returned bigint, refunds bigint, chargebacks bigint,
  platform_fee bigint, pg_fee bigint, fee_vat bigint, income_tax bigint, local_tax bigint, holdback bigint, holdback_release bigint,
  adjustments bigint, carry_in bigint, payout bigint, carry_out bigint, capture_count integer, refund_count integer, chargeback_count integer,
  schedule_code text, platform_vat bigint, pg_vat bigint, platform_included_vat bigint, pg_included_vat bigint, borne_vat bigint, waived bigint,
  taxable_supply bigint, sales_vat bigint, tax_free bigint, zero_rated bigint)
LANGUAGE sql STABLE ROWS 1000
SET plan_cache_mode = force_custom_plan
AS $statement_figure$
  WITH scope AS MATERIALIZED (
    SELECT p.tenant_id, t.schedule_code, p.statement_id, p.terms_id, p.period_start, p.period_end, t.currency, t.payout_delay_business_days,
      t.payout_delay_days, t.payout_weekdays, t.payout_month_days, t.payout_day_policy,
      t.holdback_rate, t.minimum_payout_minor, t.withholding, t.fee_vat_rounding, p.period_end + t.holdback_release_days AS release_on
    FROM unnest(p_tenants, p_statements, p_terms, p_starts, p_ends) AS p (tenant_id, statement_id, terms_id, period_start, period_end)
    JOIN settlement.terms AS t ON t.tenant_id = p.tenant_id AND t.terms_id = p.terms_id AND t.tenant_id = ANY (p_tenants)
  ), total AS MATERIALIZED (
    SELECT t.* FROM settlement.line_total(p_tenants, p_statements, p_starts, p_ends) AS t
  ), treated AS (
    -- Fees whose VAT isn't simply added: nothing is read where no contract has them.
    SELECT l.tenant_id, l.statement_id,
      coalesce(sum(l.platform_fee_minor) FILTER (WHERE f.vat_treatment = 'included'), 0)::bigint AS platform_included,
      coalesce(sum(l.platform_fee_minor) FILTER (WHERE f.vat_treatment = 'borne'), 0)::bigint AS platform_borne,
      coalesce(sum(l.pg_fee_minor) FILTER (WHERE g.vat_treatment = 'included'), 0)::bigint AS pg_included,
      coalesce(sum(l.pg_fee_minor) FILTER (WHERE g.vat_treatment = 'borne'), 0)::bigint AS pg_borne
    FROM settlement.line AS l
    LEFT JOIN settlement.treated_fee_rule(p_tenants) AS f ON f.fee_rule_id = l.platform_rule_id
    LEFT JOIN settlement.treated_fee_rule(p_tenants) AS g ON g.fee_rule_id = l.pg_rule_id
    WHERE EXISTS (SELECT FROM settlement.treated_fee_rule(p_tenants)) AND l.tenant_id = ANY (p_tenants) AND l.statement_id = ANY (p_statements)
      AND l.settlement_day BETWEEN (SELECT min(s.period_start) FROM scope AS s) AND (SELECT max(s.period_end) FROM scope AS s)
    GROUP BY l.tenant_id, l.statement_id
  ), payday AS MATERIALIZED (
    SELECT d.*, settlement.payout_date(d.period_end, d.delay, d.payout_delay_days, d.payout_weekdays, d.payout_month_days, d.payout_day_policy) AS payout_date
    FROM (SELECT DISTINCT s.period_end, s.payout_delay_business_days AS delay, s.payout_delay_days, s.payout_weekdays, s.payout_month_days,
      s.payout_day_policy FROM scope AS s) AS d
  ), net AS MATERIALIZED (
    SELECT s.*, d.payout_date, t.gross_sales, t.discount_given, t.discount_returned, t.refunds, t.chargebacks, t.platform_fee, t.pg_fee,
      t.captures, t.refunded, t.charged_back, t.waived, t.sales_vat, t.tax_free, t.zero_rated,
      b.net_sales - t.sales_vat - t.tax_free - t.zero_rated AS taxable_supply,
      v.fee_vat, v.platform_vat, v.pg_vat, v.platform_included_vat, v.pg_included_vat, v.borne_vat, coalesce(w.income_tax, 0) AS income_tax, coalesce(w.local_tax, 0) AS local_tax,
      b.net_sales - t.platform_fee - t.pg_fee - v.fee_vat - coalesce(w.income_tax + w.local_tax, 0) AS net
    FROM scope AS s
    JOIN payday AS d ON d.period_end = s.period_end AND d.delay = s.payout_delay_business_days AND d.payout_day_policy = s.payout_day_policy
      AND (d.payout_delay_days, d.payout_weekdays, d.payout_month_days) IS NOT DISTINCT FROM (s.payout_delay_days, s.payout_weekdays, s.payout_month_days)
    LEFT JOIN total AS t ON t.tenant_id = s.tenant_id AND t.statement_id = s.statement_id
    LEFT JOIN treated AS x ON x.tenant_id = s.tenant_id AND x.statement_id = s.statement_id
    CROSS JOIN LATERAL (SELECT t.gross_sales + t.discount_given - t.discount_returned - t.refunds - t.chargebacks AS net_sales) AS b
    CROSS JOIN LATERAL settlement.fee_vat(t.platform_fee, t.pg_fee, coalesce(x.platform_included, 0), coalesce(x.platform_borne, 0),
      coalesce(x.pg_included, 0), coalesce(x.pg_borne, 0), s.fee_vat_rounding) AS v
    LEFT JOIN settlement.withholding_rule AS r ON r.withholding = s.withholding AND r.valid_during @> d.payout_date
    LEFT JOIN LATERAL settlement.withheld_tax(greatest(b.net_sales, 0), r.income_tax_rate, r.minimum_tax_minor) AS w ON r.withholding IS NOT NULL
  ), held AS MATERIALIZED (
    SELECT n.*, coalesce(div(greatest(n.net, 0)::numeric * n.holdback_rate, 10000000), 0)::bigint AS holdback FROM net AS n
  ), release AS (
    SELECT s.tenant_id, s.statement_id, sum(h.holdback_minor)::bigint AS amount
    FROM scope AS s
    JOIN (
      SELECT o.tenant_id, o.schedule_code, o.holdback_release_on AS release_on, o.holdback_minor
      FROM settlement.statement AS o
      WHERE o.tenant_id = ANY (p_tenants) AND o.status <> 'void' AND o.holdback_minor > 0 AND o.statement_id <> ALL (p_statements)
      UNION ALL
      SELECT n.tenant_id, n.schedule_code, n.release_on, n.holdback FROM held AS n WHERE n.holdback > 0
    ) AS h ON h.tenant_id = s.tenant_id AND h.schedule_code = s.schedule_code AND h.release_on BETWEEN s.period_start AND s.period_end
    GROUP BY s.tenant_id, s.statement_id
  ), adjusted AS (
    SELECT s.tenant_id, s.statement_id, sum(a.amount_minor)::bigint AS amount
    FROM scope AS s
    JOIN settlement.adjustment AS a ON a.tenant_id = s.tenant_id AND a.schedule_code = s.schedule_code AND a.effective_on BETWEEN s.period_start AND s.period_end
    GROUP BY s.tenant_id, s.statement_id
  ), brought AS (
    SELECT f.tenant_id, f.schedule_code, o.carry_out_minor
    FROM (SELECT s.tenant_id, s.schedule_code, min(s.period_start) AS first_day FROM scope AS s GROUP BY s.tenant_id, s.schedule_code) AS f
    CROSS JOIN LATERAL (
      SELECT p.carry_out_minor FROM settlement.statement AS p
      WHERE p.tenant_id = f.tenant_id AND p.schedule_code = f.schedule_code AND p.status <> 'void' AND p.period_end < f.first_day
      ORDER BY p.period_end DESC LIMIT 1) AS o
  ), changed AS (
    SELECT h.*, coalesce(r.amount, 0) AS release_amount, coalesce(a.amount, 0) AS adjustment_amount, a.amount IS NOT NULL AS is_adjusted,
      coalesce(h.net, 0) - h.holdback + coalesce(r.amount, 0) + coalesce(a.amount, 0) AS change,
      CASE WHEN row_number() OVER in_order = 1 THEN coalesce(b.carry_out_minor, 0) ELSE 0 END AS brought_in
    FROM held AS h
    LEFT JOIN release AS r ON r.tenant_id = h.tenant_id AND r.statement_id = h.statement_id
    LEFT JOIN adjusted AS a ON a.tenant_id = h.tenant_id AND a.statement_id = h.statement_id
    LEFT JOIN brought AS b ON b.tenant_id = h.tenant_id AND b.schedule_code = h.schedule_code
    WINDOW in_order AS (PARTITION BY h.tenant_id, h.schedule_code ORDER BY h.period_end)
  ), carried AS (
    SELECT c.*, settlement.carry_out(c.brought_in + c.change, c.minimum_payout_minor) OVER in_order AS carry_forward
    FROM changed AS c
    WINDOW in_order AS (PARTITION BY c.tenant_id, c.schedule_code ORDER BY c.period_end ROWS UNBOUNDED PRECEDING)
  ), balanced AS (
    SELECT c.*, c.brought_in + coalesce(lag(c.carry_forward) OVER in_order, 0) AS carry_from
    FROM carried AS c
    WINDOW in_order AS (PARTITION BY c.tenant_id, c.schedule_code ORDER BY c.period_end)
  )
  SELECT b.tenant_id, b.statement_id, b.terms_id, b.period_start, b.period_end, b.payout_date,
    CASE WHEN b.holdback > 0 THEN b.release_on END, b.currency,
    coalesce(b.gross_sales, 0), coalesce(b.discount_given, 0), coalesce(b.discount_returned, 0), coalesce(b.refunds, 0),
    coalesce(b.chargebacks, 0), coalesce(b.platform_fee, 0), coalesce(b.pg_fee, 0), coalesce(b.fee_vat, 0),
    b.income_tax, b.local_tax, b.holdback, b.release_amount, b.adjustment_amount, b.carry_from,
    b.carry_from + b.change - b.carry_forward, b.carry_forward,
    coalesce(b.captures, 0), coalesce(b.refunded, 0), coalesce(b.charged_back, 0),
    b.schedule_code, coalesce(b.platform_vat, 0), coalesce(b.pg_vat, 0), coalesce(b.platform_included_vat, 0), coalesce(b.pg_included_vat, 0),
    coalesce(b.borne_vat, 0), coalesce(b.waived, 0), coalesce(b.taxable_supply, 0), coalesce(b.sales_vat, 0), coalesce(b.tax_free, 0), coalesce(b.zero_rated, 0)
  FROM balanced AS b
  WHERE b.captures IS NOT NULL OR b.release_amount <> 0 OR b.is_adjusted OR b.carry_from <> 0
$statement_figure$;
COMMENT ON FUNCTION settlement.statement_figure(uuid[], uuid[], uuid[], date[], date[]) IS 'The figures of the statements of consecutive periods, computed from their lines, terms, earlier statements and adjustments; periods that need no statement are left out. Settling writes them, verifying compares them.';
REVOKE ALL ON FUNCTION settlement.statement_figure(uuid[], uuid[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.statement_figure(uuid[], uuid[], uuid[], date[], date[]) TO mg_batch_owner;
