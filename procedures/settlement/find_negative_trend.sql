CREATE OR REPLACE FUNCTION settlement.find_negative_trend(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_negative_trend$
  WITH ranked AS (
    SELECT s.tenant_id, s.schedule_code, s.period_end, s.currency, s.carry_out_minor, s.period_end - s.period_start + 1 AS days, n.net_sales,
      n.net_sales < lag(n.net_sales) OVER in_order AS is_falling, row_number() OVER (PARTITION BY s.tenant_id, s.schedule_code ORDER BY s.period_end DESC) AS back
    FROM settlement.statement AS s
    CROSS JOIN LATERAL (SELECT s.gross_sales_minor + s.discount_given_minor - s.discount_returned_minor - s.refunds_minor - s.chargebacks_minor AS net_sales) AS n
    WHERE s.tenant_id = ANY (p_tenants) AND s.status <> 'void' AND s.period_end < (p_as_of AT TIME ZONE 'UTC')::date + 1
    WINDOW in_order AS (PARTITION BY s.tenant_id, s.schedule_code ORDER BY s.period_end)
  ), trend AS (
    SELECT r.tenant_id, r.schedule_code, r.currency, max(r.period_end) AS period_end, count(*) AS statements, min(r.days) AS days,
      bool_and(r.carry_out_minor < 0) FILTER (WHERE r.back <= p.needed) AS is_negative, bool_and(r.is_falling) FILTER (WHERE r.back <= p.needed) AS is_falling,
      max(r.carry_out_minor) FILTER (WHERE r.back = 1) AS debt, max(r.net_sales) FILTER (WHERE r.back = 1) AS last_sales,
      max(r.net_sales) FILTER (WHERE r.back = p.needed + 1) AS first_sales, p.needed
    FROM ranked AS r
    CROSS JOIN (SELECT (p_parameters ->> 'statements')::integer AS needed) AS p
    WHERE r.back <= p.needed + 1
    GROUP BY r.tenant_id, r.schedule_code, r.currency, p.needed
  )
  SELECT t.tenant_id, to_char(t.period_end, 'YYYY-MM-DD') || coalesce('/' || nullif(t.schedule_code, ''), ''), CASE WHEN x.is_debt THEN t.debt ELSE t.last_sales END,
    CASE WHEN x.is_debt THEN 0 ELSE round(t.first_sales * (1 - (p_parameters ->> 'fall')::numeric)) END,
    CASE WHEN x.is_debt THEN format('최근 정산서 %s건이 모두 마이너스 이월로 끝났습니다. 현재 %s입니다.', t.needed, core.amount_text(t.debt, t.currency))
      ELSE format('순매출이 정산서 %s건에 걸쳐 계속 줄었습니다: %s에서 %s로.', t.needed, core.amount_text(t.first_sales, t.currency), core.amount_text(t.last_sales, t.currency)) END,
    CASE WHEN x.is_debt THEN format('The latest %s statements all end with a debt, by now %s.', t.needed, core.amount_text(t.debt, t.currency))
      ELSE format('Net sales fell in each of the latest %s statements, from %s to %s.', t.needed, core.amount_text(t.first_sales, t.currency), core.amount_text(t.last_sales, t.currency)) END
  FROM trend AS t
  CROSS JOIN LATERAL (SELECT t.statements >= t.needed AND t.is_negative AS is_debt) AS x
  WHERE t.period_end >= (p_as_of AT TIME ZONE 'UTC')::date - (p_parameters ->> 'days')::integer
    AND (x.is_debt OR (t.statements > t.needed AND t.is_falling AND t.days >= (p_parameters ->> 'minimum_period_days')::integer AND t.first_sales > 0
      AND t.last_sales < t.first_sales * (1 - (p_parameters ->> 'fall')::numeric)))
$find_negative_trend$;
COMMENT ON FUNCTION settlement.find_negative_trend(uuid[], timestamptz, jsonb) IS 'Tenants whose latest statements all end with a debt, or whose net sales fell from each to the next and by a part in all (periods of some length only).';
REVOKE ALL ON FUNCTION settlement.find_negative_trend(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_negative_trend(uuid[], timestamptz, jsonb) TO mg_batch_owner;
