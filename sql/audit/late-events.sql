-- Who sends events after their period was closed, how many, and how late?
-- kind: list
SELECT n.tenant_key, to_char(e.recorded_on, 'YYYY-MM') AS recorded_in, count(*) AS events, max(e.settlement_day - e.business_day) AS most_days_late,
  sum(e.amount_minor) AS amount_minor, e.currency
FROM commerce.payment_event AS e
JOIN tenancy.tenant AS n ON n.tenant_id = e.tenant_id
WHERE e.settlement_day > e.business_day AND NOT e.is_reversal
GROUP BY n.tenant_key, to_char(e.recorded_on, 'YYYY-MM'), e.currency
ORDER BY events DESC, n.tenant_key, recorded_in;
