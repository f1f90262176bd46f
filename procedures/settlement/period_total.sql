CREATE OR REPLACE FUNCTION settlement.period_total(p_from date, p_through date, p_is_month boolean, p_tenant_key text DEFAULT NULL)
RETURNS TABLE (currency text, decimals integer, tenants bigint, statements bigint, lines bigint, gross_sales_minor bigint, platform_discount_minor bigint,
  returned_minor bigint, fee_total_minor bigint, withholding_minor bigint, payout_minor bigint, carry_out_minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $period_total$
  SELECT r.currency, c.decimals, count(DISTINCT r.tenant_id), count(*), sum(r.line_count)::bigint, sum(r.gross_sales_minor)::bigint,
    sum(r.platform_discount_minor)::bigint, sum(r.refunds_minor + r.chargebacks_minor)::bigint, sum(r.fee_total_minor)::bigint,
    sum(r.withholding_minor)::bigint, sum(r.payout_minor)::bigint, sum(r.carry_out_minor)::bigint
  FROM settlement.report_statement(p_from, p_through, p_tenant_key) AS r
  JOIN core.currency AS c ON c.currency = r.currency
  WHERE p_is_month OR (r.period_start = p_from AND r.period_end = p_through)
  GROUP BY r.currency, c.decimals
  ORDER BY r.currency
$period_total$;
COMMENT ON FUNCTION settlement.period_total(date, date, boolean, text) IS 'Sums, by currency, of the statements whose period ends in a month, or of exactly one period.';
ALTER FUNCTION settlement.period_total(date, date, boolean, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.period_total(date, date, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.period_total(date, date, boolean, text) TO mg_batch, mg_auditor;
