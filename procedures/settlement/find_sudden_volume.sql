CREATE OR REPLACE FUNCTION settlement.find_sudden_volume(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_sudden_volume$
  WITH daily AS (
    SELECT e.tenant_id, e.settlement_day, e.currency, sum(CASE WHEN e.is_reversal THEN -e.amount_minor ELSE e.amount_minor END) AS volume,
      sum(CASE WHEN e.is_reversal THEN -1 ELSE 1 END) AS captures
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND e.settlement_day <= (p_as_of AT TIME ZONE 'UTC')::date + 1
      AND e.settlement_day >= (p_as_of AT TIME ZONE 'UTC')::date - 1 - (p_parameters ->> 'days')::integer - (p_parameters ->> 'history_days')::integer
    GROUP BY e.tenant_id, e.settlement_day, e.currency
  ), habit AS (
    SELECT d.*, count(*) FILTER (WHERE d.captures > 0) OVER before AS sales_days,
      sum(d.volume) OVER before / (p_parameters ->> 'history_days')::integer AS mean,
      sum(d.volume * d.volume) OVER before / (p_parameters ->> 'history_days')::integer AS mean_square
    FROM daily AS d
    WINDOW before AS (PARTITION BY d.tenant_id ORDER BY d.settlement_day
      RANGE BETWEEN make_interval(days => (p_parameters ->> 'history_days')::integer) PRECEDING AND interval '1 day' PRECEDING)
  ), expected AS (
    SELECT t.*, greatest(t.mean * (p_parameters ->> 'factor')::numeric,
      t.mean + (p_parameters ->> 'deviations')::numeric * sqrt(greatest(t.mean_square - t.mean * t.mean, 0))) AS most
    FROM habit AS t
  )
  SELECT x.tenant_id, to_char(x.settlement_day, 'YYYY-MM-DD'), x.volume, round(x.most),
    format('%s 매출 %s: 직전 %s일 하루 평균 %s, 기준 %s을 넘었습니다.', x.settlement_day, core.amount_text(x.volume, x.currency), p_parameters ->> 'history_days',
      core.amount_text(x.mean, x.currency), core.amount_text(x.most, x.currency)),
    format('Sales of %s on %s: the mean of the %s days before is %s, the threshold %s.', core.amount_text(x.volume, x.currency), x.settlement_day,
      p_parameters ->> 'history_days', core.amount_text(x.mean, x.currency), core.amount_text(x.most, x.currency))
  FROM expected AS x
  JOIN tenancy.tenant AS n ON n.tenant_id = x.tenant_id
  CROSS JOIN LATERAL (SELECT (p_as_of AT TIME ZONE n.time_zone)::date AS today) AS d
  WHERE x.settlement_day < d.today AND x.settlement_day >= d.today - (p_parameters ->> 'days')::integer
    AND x.sales_days >= (p_parameters ->> 'minimum_days')::integer AND x.captures >= (p_parameters ->> 'minimum_count')::integer AND x.volume > x.most
$find_sudden_volume$;
COMMENT ON FUNCTION settlement.find_sudden_volume(uuid[], timestamptz, jsonb) IS 'Days on which tenants captured far more than on their own days before: above their mean by a factor and by several standard deviations, days without sales counted.';
REVOKE ALL ON FUNCTION settlement.find_sudden_volume(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_sudden_volume(uuid[], timestamptz, jsonb) TO mg_batch_owner;
