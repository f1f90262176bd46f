CREATE OR REPLACE FUNCTION settlement.write_statement(
  p_tenants uuid[], p_statements uuid[], p_terms uuid[], p_starts date[], p_ends date[], p_actor uuid)
RETURNS bigint
LANGUAGE plpgsql
AS $write_statement$
DECLARE
  v_count bigint;
BEGIN
  INSERT INTO settlement.statement (
    tenant_id, statement_id, terms_id, period_start, period_end, version, payout_date, holdback_release_on, currency,
    gross_sales_minor, discount_given_minor, discount_returned_minor, refunds_minor, chargebacks_minor, platform_fee_minor,
    pg_fee_minor, fee_vat_minor, income_tax_minor, local_tax_minor, holdback_minor, holdback_release_minor, adjustments_minor,
    carry_in_minor, payout_minor, carry_out_minor, capture_count, refund_count, chargeback_count, schedule_code,
    platform_vat_minor, pg_vat_minor, platform_included_vat_minor, pg_included_vat_minor, borne_vat_minor, waived_minor,
    taxable_supply_minor, sales_vat_minor, tax_free_minor, zero_rated_minor, created_by)
  SELECT s.tenant_id, s.statement_id, s.terms_id, s.period_start, s.period_end,
    1 + (SELECT count(*) FROM settlement.statement AS o WHERE o.tenant_id = s.tenant_id AND o.schedule_code = s.schedule_code
      AND o.period_end = s.period_end),
    s.payout_date, s.holdback_release_on, s.currency, s.gross_sales, s.discount_given, s.discount_returned, s.refunds, s.chargebacks,
    s.platform_fee, s.pg_fee, s.fee_vat, s.income_tax, s.local_tax, s.holdback, s.holdback_release, s.adjustments,
    s.carry_in, s.payout, s.carry_out, s.capture_count, s.refund_count, s.chargeback_count, s.schedule_code,
    s.platform_vat, s.pg_vat, s.platform_included_vat, s.pg_included_vat, s.borne_vat, s.waived,
    s.taxable_supply, s.sales_vat, s.tax_free, s.zero_rated, p_actor
  FROM settlement.statement_figure(p_tenants, p_statements, p_terms, p_starts, p_ends) AS s;
  GET DIAGNOSTICS v_count = ROW_COUNT;

  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT s.tenant_id, s.period_end, 'statement', s.statement_id, g.leg,
    CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END,
    CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END, abs(g.amount_minor), s.currency
  FROM unnest(p_tenants, p_statements) AS k (tenant_id, statement_id)
  JOIN settlement.statement AS s ON s.tenant_id = k.tenant_id AND s.statement_id = k.statement_id
  CROSS JOIN LATERAL settlement.statement_leg(s) AS g
  WHERE g.amount_minor <> 0;
  RETURN v_count;
END
$write_statement$;
COMMENT ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) IS 'Writes the statements of the given periods that need one, from their lines, and posts their entries. Returns how many.';
REVOKE ALL ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_statement(uuid[], uuid[], uuid[], date[], date[], uuid) TO mg_batch_owner;
