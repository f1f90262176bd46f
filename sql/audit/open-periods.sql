-- Which periods are over while events or adjustments of theirs are not settled?
-- kind: list
SELECT n.tenant_key, w.schedule_code, t.cycle, settlement.period_start(t.cycle, w.day) AS period_start, settlement.period_end(t.cycle, w.day) AS period_end,
  CASE WHEN settlement.period_end(t.cycle, w.day) <= c.closed_through THEN 'closed' ELSE 'open' END AS state, sum(w.events) AS events
FROM (
  SELECT e.tenant_id, e.schedule_code, e.settlement_day AS day, count(*) AS events
  FROM commerce.payment_event AS e
  JOIN settlement.tenant_clock AS k ON k.tenant_id = e.tenant_id AND k.schedule_code = e.schedule_code AND e.settlement_day > k.settled_through AND e.settlement_day >= k.opens_on
  GROUP BY e.tenant_id, e.schedule_code, e.settlement_day
  UNION ALL
  SELECT a.tenant_id, a.schedule_code, a.effective_on, 0
  FROM settlement.adjustment AS a
  JOIN settlement.tenant_clock AS k ON k.tenant_id = a.tenant_id AND k.schedule_code = a.schedule_code AND a.effective_on > k.settled_through
) AS w
JOIN tenancy.tenant AS n ON n.tenant_id = w.tenant_id
JOIN settlement.tenant_clock AS c ON c.tenant_id = w.tenant_id AND c.schedule_code = w.schedule_code
JOIN settlement.terms AS t ON t.tenant_id = w.tenant_id AND t.schedule_code = w.schedule_code AND t.valid_during @> w.day
WHERE settlement.period_end(t.cycle, w.day) < (now() AT TIME ZONE n.time_zone)::date
GROUP BY n.tenant_key, w.schedule_code, t.cycle, settlement.period_start(t.cycle, w.day), settlement.period_end(t.cycle, w.day), c.closed_through
ORDER BY period_end, n.tenant_key;
