CREATE OR REPLACE FUNCTION settlement.rehearsed_period(p_tenants uuid[], p_plan_id uuid, p_from date, p_through date)
RETURNS TABLE (tenant_id uuid, schedule_code text, statement_id uuid, terms_id uuid, period_start date, period_end date)
LANGUAGE sql STABLE ROWS 1000
AS $rehearsed_period$
  SELECT p.tenant_id, p.schedule_code, coalesce(s.statement_id, uuidv7()), coalesce(s.terms_id, p.terms_id), p.period_start, p.period_end
  FROM (
    SELECT w.tenant_id, w.schedule_code, w.terms_id, greatest(settlement.period_start(w.cycle, d.period_end), w.from_day) AS period_start, d.period_end
    FROM settlement.verify_scope((SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t
      WHERE (p_tenants IS NULL OR t.tenant_id = ANY (p_tenants))
        AND (p_plan_id IS NULL OR EXISTS (SELECT FROM pricing.tenant_plan AS a WHERE a.tenant_id = t.tenant_id AND a.pricing_plan_id = p_plan_id)))) AS w
    CROSS JOIN LATERAL settlement.list_period_end(w.cycle, w.from_day, least(w.through_day, p_through)) AS d (period_end)
    WHERE d.period_end >= p_from
  ) AS p
  -- A period that needed no statement may need one then.
  LEFT JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.schedule_code = p.schedule_code AND s.period_end = p.period_end AND s.status <> 'void'
$rehearsed_period$;
COMMENT ON FUNCTION settlement.rehearsed_period(uuid[], uuid, date, date) IS 'The settled periods that end within some days, of tenants (null: all), or of those that were ever on a plan: with their statement and its terms.';
REVOKE ALL ON FUNCTION settlement.rehearsed_period(uuid[], uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.rehearsed_period(uuid[], uuid, date, date) TO mg_batch_owner;
