CREATE OR REPLACE FUNCTION settlement.find_statement_outlier(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_statement_outlier$
  WITH stated AS (
    SELECT s.tenant_id, s.schedule_code, s.period_end, s.currency, n.net_sales, count(*) OVER before AS statements, avg(n.net_sales) OVER before AS mean,
      stddev_pop(n.net_sales) OVER before AS deviation
    FROM settlement.statement AS s
    CROSS JOIN LATERAL (SELECT s.gross_sales_minor + s.discount_given_minor - s.discount_returned_minor - s.refunds_minor - s.chargebacks_minor AS net_sales) AS n
    WHERE s.tenant_id = ANY (p_tenants) AND s.status <> 'void' AND s.period_end < (p_as_of AT TIME ZONE 'UTC')::date + 1
    WINDOW before AS (PARTITION BY s.tenant_id, s.schedule_code ORDER BY s.period_end ROWS BETWEEN (p_parameters ->> 'history')::integer PRECEDING AND 1 PRECEDING)
  ), compared AS (
    SELECT s.*, greatest(s.deviation * (p_parameters ->> 'deviations')::numeric, abs(s.mean) * (p_parameters ->> 'factor')::numeric) AS room FROM stated AS s
  )
  SELECT c.tenant_id, to_char(c.period_end, 'YYYY-MM-DD') || coalesce('/' || nullif(c.schedule_code, ''), ''), c.net_sales,
    round(CASE WHEN c.net_sales > c.mean THEN c.mean + c.room ELSE c.mean - c.room END),
    format('%s까지의 정산서: 순매출 %s이 이전 %s건의 평균 %s에서 크게 벗어났습니다(허용 %s).', c.period_end, core.amount_text(c.net_sales, c.currency), c.statements,
      core.amount_text(c.mean, c.currency), core.amount_text(c.room, c.currency)),
    format('Statement through %s: net sales of %s, the mean of the %s before is %s, give or take %s.', c.period_end, core.amount_text(c.net_sales, c.currency), c.statements,
      core.amount_text(c.mean, c.currency), core.amount_text(c.room, c.currency))
  FROM compared AS c
  WHERE c.period_end >= (p_as_of AT TIME ZONE 'UTC')::date - (p_parameters ->> 'days')::integer
    AND c.statements >= (p_parameters ->> 'minimum_statements')::integer AND abs(c.net_sales - c.mean) > c.room
$find_statement_outlier$;
COMMENT ON FUNCTION settlement.find_statement_outlier(uuid[], timestamptz, jsonb) IS 'Recent statements whose net sales lie far outside those of the same schedule before: by several standard deviations and by a part of their mean, up or down.';
REVOKE ALL ON FUNCTION settlement.find_statement_outlier(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_statement_outlier(uuid[], timestamptz, jsonb) TO mg_batch_owner;
