CREATE OR REPLACE FUNCTION settlement.stored_figure(p_tenants uuid[], p_statements uuid[]) RETURNS jsonb
LANGUAGE sql STABLE
AS $stored_figure$
  -- What is carried out is the last period's, of each schedule.
  SELECT jsonb_agg(to_jsonb(f)) FROM (
    SELECT t.tenant_id, t.currency, v.place, v.figure, sum(v.amount_minor)::bigint AS amount_minor
    FROM (
      SELECT s.tenant_id, s.schedule_code, s.currency,
        sum(s.gross_sales_minor + s.discount_given_minor - s.discount_returned_minor - s.refunds_minor - s.chargebacks_minor) AS net_sales,
        sum(s.platform_fee_minor) AS platform_fee, sum(s.waived_minor) AS waived, sum(s.pg_fee_minor) AS pg_fee, sum(s.fee_vat_minor) AS fee_vat, sum(s.borne_vat_minor) AS borne_vat,
        sum(s.income_tax_minor + s.local_tax_minor) AS withholding, sum(s.holdback_minor) AS holdback, sum(s.payout_minor) AS payout,
        (array_agg(s.carry_out_minor ORDER BY s.period_end DESC))[1] AS carry_out
      FROM settlement.statement AS s
      WHERE s.tenant_id = ANY (p_tenants) AND s.statement_id = ANY (p_statements)
      GROUP BY s.tenant_id, s.schedule_code, s.currency
    ) AS t
    CROSS JOIN LATERAL (VALUES (1, 'net_sales', t.net_sales), (2, 'platform_fee', t.platform_fee), (3, 'waived', t.waived), (4, 'pg_fee', t.pg_fee),
      (5, 'fee_vat', t.fee_vat), (6, 'borne_vat', t.borne_vat), (7, 'withholding', t.withholding), (8, 'holdback', t.holdback), (9, 'payout', t.payout),
      (10, 'carry_out', t.carry_out)) AS v (place, figure, amount_minor)
    GROUP BY t.tenant_id, t.currency, v.place, v.figure
  ) AS f
$stored_figure$;
COMMENT ON FUNCTION settlement.stored_figure(uuid[], uuid[]) IS 'The figures of stored statements summed by tenant, to be compared with rehearsed ones.';
REVOKE ALL ON FUNCTION settlement.stored_figure(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.stored_figure(uuid[], uuid[]) TO mg_batch_owner;
