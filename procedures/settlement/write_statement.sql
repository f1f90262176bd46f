CREATE OR REPLACE FUNCTION settlement.write_statement(
  p_tenants uuid[], p_statements uuid[], p_terms uuid[], p_starts date[], p_ends date[], p_actor uuid)
RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = auto
AS $write_statement$
DECLARE
  v_count bigint;
BEGIN
  WITH written AS (
    INSERT INTO settlement.statement AS s (
      tenant_id, statement_id, terms_id, period_start, period_end, version, payout_date, holdback_release_on, currency,
      gross_sales_minor, discount_given_minor, discount_returned_minor, refunds_minor, chargebacks_minor, platform_fee_minor,
      pg_fee_minor, fee_vat_minor, income_tax_minor, local_tax_minor, holdback_minor, holdback_release_minor, adjustments_minor,
      carry_in_minor, payout_minor, carry_out_minor, capture_count, refund_count, chargeback_count, schedule_code,
      platform_vat_minor, pg_vat_minor, platform_included_vat_minor, pg_included_vat_minor, borne_vat_minor, waived_minor,
      taxable_supply_minor, sales_vat_minor, tax_free_minor, zero_rated_minor, created_by)
    SELECT f.tenant_id, f.statement_id, f.terms_id, f.period_start, f.period_end,
      1 + (SELECT count(*) FROM settlement.statement AS o WHERE o.tenant_id = f.tenant_id AND o.schedule_code = f.schedule_code
        AND o.period_end = f.period_end),
      f.payout_date, f.holdback_release_on, f.currency, f.gross_sales, f.discount_given, f.discount_returned, f.refunds, f.chargebacks,
      f.platform_fee, f.pg_fee, f.fee_vat, f.income_tax, f.local_tax, f.holdback, f.holdback_release, f.adjustments,
      f.carry_in, f.payout, f.carry_out, f.capture_count, f.refund_count, f.chargeback_count, f.schedule_code,
      f.platform_vat, f.pg_vat, f.platform_included_vat, f.pg_included_vat, f.borne_vat, f.waived,
      f.taxable_supply, f.sales_vat, f.tax_free, f.zero_rated, p_actor
    FROM settlement.statement_figure(p_tenants, p_statements, p_terms, p_starts, p_ends) AS f
    RETURNING s AS statement, s.tenant_id, s.statement_id, s.period_end, s.currency
  ), posted AS (
    INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
    SELECT w.tenant_id, w.period_end, 'statement', w.statement_id, g.leg,
      CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END,
      CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END, abs(g.amount_minor), w.currency
    FROM written AS w
    CROSS JOIN LATERAL settlement.statement_leg(w.statement) AS g
    WHERE g.amount_minor <> 0
  )
  SELECT count(*) INTO v_count FROM written AS w;
  RETURN v_count;
END
$write_statement$;
COMMENT ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) IS 'Writes the statements of the given periods that need one, from their lines, and posts their entries. Returns how many.';
REVOKE ALL ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) TO mg_batch_owner;
