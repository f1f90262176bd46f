CREATE OR REPLACE FUNCTION settlement.find_refund_share(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_refund_share$
  WITH scope AS (
    SELECT n.tenant_id, n.currency, d.yesterday, date_trunc('month', d.yesterday::timestamp)::date AS month_on
    FROM tenancy.tenant AS n
    CROSS JOIN LATERAL (SELECT (p_as_of AT TIME ZONE n.time_zone)::date - 1 AS yesterday) AS d
    WHERE n.tenant_id = ANY (p_tenants)
  ), summed AS (
    SELECT s.tenant_id, s.currency, s.month_on, g.is_now, sum(g.sign * e.amount_minor) FILTER (WHERE e.kind = 'capture') AS captured,
      sum(g.sign * e.amount_minor) FILTER (WHERE e.kind <> 'capture') AS returned, sum(g.sign) FILTER (WHERE e.kind = 'capture') AS captures
    FROM scope AS s
    JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.settlement_day <= s.yesterday
      AND e.settlement_day >= s.month_on - make_interval(months => (p_parameters ->> 'history_months')::integer)
    CROSS JOIN LATERAL (SELECT e.settlement_day >= s.month_on AS is_now, CASE WHEN e.is_reversal THEN -1 ELSE 1 END AS sign) AS g
    -- The months again in constants, so that other partitions are not looked at.
    WHERE e.tenant_id = ANY (p_tenants) AND e.settlement_day <= (p_as_of AT TIME ZONE 'UTC')::date + 1
      AND e.settlement_day >= date_trunc('month', (p_as_of AT TIME ZONE 'UTC') - interval '2 days')::date - make_interval(months => (p_parameters ->> 'history_months')::integer)
    GROUP BY s.tenant_id, s.currency, s.month_on, g.is_now
  ), compared AS (
    SELECT m.tenant_id, m.currency, m.month_on, m.captured, m.returned, m.captures, m.returned / nullif(m.captured, 0) AS share,
      coalesce(b.returned / nullif(b.captured, 0), 0) AS share_before
    FROM summed AS m
    LEFT JOIN summed AS b ON b.tenant_id = m.tenant_id AND NOT b.is_now
    WHERE m.is_now
  )
  SELECT c.tenant_id, to_char(c.month_on, 'YYYY-MM'), round(c.share, 6), round(x.most, 6),
    format('%s 환불·차지백이 매출의 %s%%(%s / %s)입니다. 이전 %s개월은 %s%%, 기준은 %s%%입니다.', to_char(c.month_on, 'YYYY-MM'), round(c.share * 100, 1),
      core.amount_text(c.returned, c.currency), core.amount_text(c.captured, c.currency), p_parameters ->> 'history_months', round(c.share_before * 100, 1), round(x.most * 100, 1)),
    format('Refunds and chargebacks of %s are %s%% of sales (%s of %s); %s%% in the %s months before, the threshold is %s%%.', to_char(c.month_on, 'YYYY-MM'),
      round(c.share * 100, 1), core.amount_text(c.returned, c.currency), core.amount_text(c.captured, c.currency), round(c.share_before * 100, 1),
      p_parameters ->> 'history_months', round(x.most * 100, 1))
  FROM compared AS c
  CROSS JOIN LATERAL (SELECT greatest((p_parameters ->> 'share')::numeric, c.share_before * (p_parameters ->> 'factor')::numeric) AS most) AS x
  WHERE c.captures >= (p_parameters ->> 'minimum_count')::integer AND c.share > x.most
$find_refund_share$;
COMMENT ON FUNCTION settlement.find_refund_share(uuid[], timestamptz, jsonb) IS 'Tenants whose refunds and chargebacks of the month so far are a larger share of its captures than the threshold, and than a multiple of their own share of the months before.';
REVOKE ALL ON FUNCTION settlement.find_refund_share(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_refund_share(uuid[], timestamptz, jsonb) TO mg_batch_owner;
