CREATE OR REPLACE FUNCTION settlement.rehearsed_figure(p_tenants uuid[], p_statements uuid[], p_terms uuid[], p_starts date[], p_ends date[]) RETURNS jsonb
LANGUAGE sql STABLE
AS $rehearsed_figure$
  -- What is carried out is the last period's, of each schedule.
  SELECT jsonb_agg(to_jsonb(f)) FROM (
    SELECT t.tenant_id, t.currency, v.place, v.figure, sum(v.amount_minor)::bigint AS amount_minor
    FROM (
      SELECT s.tenant_id, s.schedule_code, s.currency,
        sum(s.gross_sales + s.discount_given - s.discount_returned - s.refunds - s.chargebacks) AS net_sales,
        sum(s.platform_fee) AS platform_fee, sum(s.waived) AS waived, sum(s.pg_fee) AS pg_fee, sum(s.fee_vat) AS fee_vat, sum(s.borne_vat) AS borne_vat,
        sum(s.income_tax + s.local_tax) AS withholding, sum(s.holdback) AS holdback, sum(s.payout) AS payout,
        (array_agg(s.carry_out ORDER BY s.period_end DESC))[1] AS carry_out
      FROM settlement.statement_figure(p_tenants, p_statements, p_terms, p_starts, p_ends) AS s
      GROUP BY s.tenant_id, s.schedule_code, s.currency
    ) AS t
    CROSS JOIN LATERAL (VALUES (1, 'net_sales', t.net_sales), (2, 'platform_fee', t.platform_fee), (3, 'waived', t.waived), (4, 'pg_fee', t.pg_fee),
      (5, 'fee_vat', t.fee_vat), (6, 'borne_vat', t.borne_vat), (7, 'withholding', t.withholding), (8, 'holdback', t.holdback), (9, 'payout', t.payout),
      (10, 'carry_out', t.carry_out)) AS v (place, figure, amount_minor)
    GROUP BY t.tenant_id, t.currency, v.place, v.figure
  ) AS f
$rehearsed_figure$;
COMMENT ON FUNCTION settlement.rehearsed_figure(uuid[], uuid[], uuid[], date[], date[]) IS 'The figures that statements come to now, summed by tenant as stored_figure does.';
REVOKE ALL ON FUNCTION settlement.rehearsed_figure(uuid[], uuid[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.rehearsed_figure(uuid[], uuid[], uuid[], date[], date[]) TO mg_batch_owner;
