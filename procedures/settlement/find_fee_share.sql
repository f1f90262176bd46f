CREATE OR REPLACE FUNCTION settlement.find_fee_share(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_fee_share$
  WITH stated AS (
    SELECT s.tenant_id, s.schedule_code, s.statement_id, s.period_start, s.period_end, s.gross_sales_minor,
      s.platform_fee_minor + s.pg_fee_minor + s.waived_minor AS fee_minor,
      count(*) OVER before AS statements, sum(s.platform_fee_minor + s.pg_fee_minor + s.waived_minor) OVER before / nullif(sum(s.gross_sales_minor) OVER before, 0) AS share_before
    FROM settlement.statement AS s
    WHERE s.tenant_id = ANY (p_tenants) AND s.status <> 'void' AND s.gross_sales_minor > 0 AND s.period_end < (p_as_of AT TIME ZONE 'UTC')::date + 1
    WINDOW before AS (PARTITION BY s.tenant_id, s.schedule_code ORDER BY s.period_end ROWS BETWEEN (p_parameters ->> 'history')::integer PRECEDING AND 1 PRECEDING)
  ), recent AS (
    SELECT s.* FROM stated AS s WHERE s.period_end >= (p_as_of AT TIME ZONE 'UTC')::date - (p_parameters ->> 'days')::integer
  ), charged AS (
    SELECT r.tenant_id, r.statement_id, sum(l.sales_minor) AS sales, sum(l.platform_fee_minor + l.pg_fee_minor + l.waived_minor) AS fee
    FROM recent AS r
    JOIN settlement.line AS l ON l.tenant_id = r.tenant_id AND l.settlement_day BETWEEN r.period_start AND r.period_end AND l.statement_id = r.statement_id
    WHERE l.kind = 'capture' AND l.settlement_day >= (SELECT min(b.period_start) FROM recent AS b) AND l.settlement_day <= (p_as_of AT TIME ZONE 'UTC')::date + 1
    GROUP BY r.tenant_id, r.statement_id
  ), component AS (
    -- Late captures are charged by their own day's rules: a month of those before counts as well.
    SELECT r.tenant_id, r.statement_id, f.component, max(f.highest) AS highest,
      -- Where no rule is for any payment, or one has an upper limit, some payments may rightly bear next to nothing.
      CASE WHEN bool_or(f.is_for_any) AND NOT bool_or(f.is_capped) THEN min(f.lowest) ELSE 0 END AS lowest
    FROM recent AS r
    JOIN settlement.list_fee_range(p_tenants, (SELECT min(b.period_start) - 31 FROM recent AS b), (p_as_of AT TIME ZONE 'UTC')::date) AS f
      ON f.tenant_id = r.tenant_id AND f.valid_during && daterange(r.period_start - 31, r.period_end, '[]')
    GROUP BY r.tenant_id, r.statement_id, f.component
  ), allowed AS (
    SELECT c.tenant_id, c.statement_id, sum(c.lowest) AS lowest, sum(c.highest) AS highest FROM component AS c GROUP BY c.tenant_id, c.statement_id
  ), compared AS (
    SELECT r.*, g.fee / nullif(g.sales, 0) AS share, r.fee_minor::numeric / r.gross_sales_minor AS net_share, coalesce(a.lowest, 0) AS lowest, coalesce(a.highest, 0) AS highest
    FROM recent AS r
    LEFT JOIN charged AS g ON g.tenant_id = r.tenant_id AND g.statement_id = r.statement_id
    LEFT JOIN allowed AS a ON a.tenant_id = r.tenant_id AND a.statement_id = r.statement_id
  )
  SELECT c.tenant_id, to_char(c.period_end, 'YYYY-MM-DD') || coalesce('/' || nullif(c.schedule_code, ''), ''), round(CASE WHEN x.is_outside THEN c.share ELSE c.net_share END, 6),
    round(CASE WHEN NOT x.is_outside THEN c.share_before WHEN c.share > c.highest THEN c.highest ELSE c.lowest END, 6),
    CASE WHEN x.is_outside THEN format('%s까지의 정산서: 결제 수수료가 매출의 %s%%로, 계약 요율 %s%%~%s%%를 벗어났습니다.', c.period_end, round(c.share * 100, 2),
        round(c.lowest * 100, 2), round(c.highest * 100, 2))
      ELSE format('%s까지의 정산서: 수수료가 매출의 %s%%로, 이전 정산서의 %s%%와 다릅니다.', c.period_end, round(c.net_share * 100, 2), round(c.share_before * 100, 2)) END,
    CASE WHEN x.is_outside THEN format('Statement through %s: fees on payments are %s%% of sales, outside the contract''s rates of %s%% to %s%%.', c.period_end,
        round(c.share * 100, 2), round(c.lowest * 100, 2), round(c.highest * 100, 2))
      ELSE format('Statement through %s: fees are %s%% of sales, in the statements before %s%%.', c.period_end, round(c.net_share * 100, 2), round(c.share_before * 100, 2)) END
  FROM compared AS c
  CROSS JOIN LATERAL (SELECT coalesce(c.share > c.highest + (p_parameters ->> 'tolerance')::numeric OR c.share < c.lowest - (p_parameters ->> 'tolerance')::numeric, false) AS is_outside) AS x
  WHERE x.is_outside OR (c.statements >= (p_parameters ->> 'minimum_statements')::integer AND abs(c.net_share - c.share_before) > (p_parameters ->> 'difference')::numeric)
$find_fee_share$;
COMMENT ON FUNCTION settlement.find_fee_share(uuid[], timestamptz, jsonb) IS 'Recent statements whose fees on captures, before promotions, are a share of sales that the contract''s rates do not explain, or that differs from the tenant''s own statements before.';
REVOKE ALL ON FUNCTION settlement.find_fee_share(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_fee_share(uuid[], timestamptz, jsonb) TO mg_batch_owner;
