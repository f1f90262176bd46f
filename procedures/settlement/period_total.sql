CREATE OR REPLACE FUNCTION settlement.period_total(p_from date, p_through date, p_tenant_key text DEFAULT NULL)
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
  GROUP BY r.currency, c.decimals
  ORDER BY r.currency
$period_total$;
COMMENT ON FUNCTION settlement.period_total(date, date, text) IS 'Sums of the statements whose period ends between two days, by currency.';
ALTER FUNCTION settlement.period_total(date, date, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.period_total(date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.period_total(date, date, text) TO mg_batch, mg_auditor;
