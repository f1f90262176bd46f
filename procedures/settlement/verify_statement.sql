CREATE OR REPLACE FUNCTION settlement.verify_statement(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE plpgsql STABLE
AS $verify_statement$
#variable_conflict use_column
DECLARE
  v_tenants uuid[];
  v_statements uuid[];
  v_terms uuid[];
  v_starts date[];
  v_ends date[];
BEGIN
  SELECT array_agg(p.tenant_id), array_agg(p.statement_id), array_agg(p.terms_id), array_agg(p.period_start), array_agg(p.period_end)
  INTO v_tenants, v_statements, v_terms, v_starts, v_ends
  FROM settlement.verify_period(p_tenants) AS p;

  RETURN QUERY
  WITH differing AS (
    SELECT coalesce(s.tenant_id, f.tenant_id) AS tenant_id, coalesce(s.period_start, f.period_start) AS period_start,
      coalesce(s.period_end, f.period_end) AS period_end, coalesce(s.schedule_code, f.schedule_code) AS schedule_code, s.version,
      CASE WHEN s.statement_id IS NULL THEN 'statement_missing' WHEN f.statement_id IS NULL THEN 'statement_unexpected' ELSE 'statement_differs' END AS check_name,
      CASE WHEN s.statement_id IS NULL THEN 'the period is settled and needs a statement, but has none'
        WHEN f.statement_id IS NULL THEN 'no settled period asks for this statement' ELSE v.text END AS finding
    FROM settlement.statement_figure(v_tenants, v_statements, v_terms, v_starts, v_ends) AS f
    FULL JOIN (SELECT o.* FROM settlement.statement AS o WHERE o.tenant_id = ANY (p_tenants) AND o.status <> 'void'
      AND NOT EXISTS (SELECT FROM settlement.standing_statement(p_tenants) AS k WHERE k.tenant_id = o.tenant_id AND k.statement_id = o.statement_id)) AS s
      ON s.tenant_id = f.tenant_id AND s.statement_id = f.statement_id
    CROSS JOIN LATERAL (
      SELECT string_agg(format('%s is %s, recomputed %s', c.name, coalesce(c.stored, 'empty'), coalesce(c.computed, 'empty')), '; ' ORDER BY c.place) AS text
      FROM (VALUES
        (1, 'period_start', s.period_start::text, f.period_start::text), (2, 'currency', s.currency, f.currency),
        -- A holiday that became known after the statement was calculated leaves its date as it is.
        (3, 'payout_date', s.payout_date::text, CASE WHEN s.payout_date <> f.payout_date AND EXISTS (SELECT FROM core.holiday AS h
          WHERE h.created_at > s.created_at AND h.holiday_on BETWEEN s.period_end AND f.payout_date) THEN s.payout_date ELSE f.payout_date END::text),
        (4, 'holdback_release_on', s.holdback_release_on::text, f.holdback_release_on::text),
        (5, 'gross_sales_minor', s.gross_sales_minor::text, f.gross_sales::text),
        (6, 'discount_given_minor', s.discount_given_minor::text, f.discount_given::text),
        (7, 'discount_returned_minor', s.discount_returned_minor::text, f.discount_returned::text),
        (8, 'refunds_minor', s.refunds_minor::text, f.refunds::text), (9, 'chargebacks_minor', s.chargebacks_minor::text, f.chargebacks::text),
        (10, 'platform_fee_minor', s.platform_fee_minor::text, f.platform_fee::text), (11, 'pg_fee_minor', s.pg_fee_minor::text, f.pg_fee::text),
        (12, 'fee_vat_minor', s.fee_vat_minor::text, f.fee_vat::text), (13, 'income_tax_minor', s.income_tax_minor::text, f.income_tax::text),
        (14, 'local_tax_minor', s.local_tax_minor::text, f.local_tax::text), (15, 'holdback_minor', s.holdback_minor::text, f.holdback::text),
        (16, 'holdback_release_minor', s.holdback_release_minor::text, f.holdback_release::text),
        (17, 'adjustments_minor', s.adjustments_minor::text, f.adjustments::text), (18, 'carry_in_minor', s.carry_in_minor::text, f.carry_in::text),
        (19, 'payout_minor', s.payout_minor::text, f.payout::text), (20, 'carry_out_minor', s.carry_out_minor::text, f.carry_out::text),
        (21, 'capture_count', s.capture_count::text, f.capture_count::text), (22, 'refund_count', s.refund_count::text, f.refund_count::text),
        (23, 'chargeback_count', s.chargeback_count::text, f.chargeback_count::text),
        (24, 'platform_vat_minor', s.platform_vat_minor::text, f.platform_vat::text), (25, 'pg_vat_minor', s.pg_vat_minor::text, f.pg_vat::text),
        (26, 'platform_included_vat_minor', s.platform_included_vat_minor::text, f.platform_included_vat::text),
        (27, 'pg_included_vat_minor', s.pg_included_vat_minor::text, f.pg_included_vat::text), (28, 'borne_vat_minor', s.borne_vat_minor::text, f.borne_vat::text),
        (29, 'waived_minor', s.waived_minor::text, f.waived::text), (30, 'taxable_supply_minor', s.taxable_supply_minor::text, f.taxable_supply::text),
        (31, 'sales_vat_minor', s.sales_vat_minor::text, f.sales_vat::text), (32, 'tax_free_minor', s.tax_free_minor::text, f.tax_free::text),
        (33, 'zero_rated_minor', s.zero_rated_minor::text, f.zero_rated::text), (34, 'schedule_code', s.schedule_code, f.schedule_code)) AS c (place, name, stored, computed)
      WHERE c.stored IS DISTINCT FROM c.computed
    ) AS v
    WHERE s.statement_id IS NULL OR f.statement_id IS NULL OR v.text IS NOT NULL
  )
  SELECT d.tenant_id, d.check_name, format('statement of %s to %s', d.period_start, d.period_end)
    || coalesce(' of schedule ' || nullif(d.schedule_code, ''), ''), d.finding
  FROM differing AS d;
END
$verify_statement$;
COMMENT ON FUNCTION settlement.verify_statement(uuid[]) IS 'Computes all statements of tenants anew from lines, adjustments and the terms stored with each, period after period, and compares every figure to the unit.';
REVOKE ALL ON FUNCTION settlement.verify_statement(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_statement(uuid[]) TO mg_batch_owner;
