-- Which tenants have events that no statement has yet, since when, and for how much?
-- kind: list
SELECT n.tenant_key, e.currency, count(*) AS events, min(e.settlement_day) AS first_day, max(e.settlement_day) AS last_day,
  sum(CASE WHEN (e.kind = 'capture') = e.is_reversal THEN -1 ELSE 1 END * (e.amount_minor + e.platform_discount_minor)) AS unsettled_minor
FROM commerce.payment_event AS e
JOIN tenancy.tenant AS n ON n.tenant_id = e.tenant_id
LEFT JOIN settlement.line AS l ON l.tenant_id = e.tenant_id AND l.settlement_day = e.settlement_day AND l.payment_event_id = e.payment_event_id
WHERE l.tenant_id IS NULL
GROUP BY n.tenant_key, e.currency
ORDER BY unsettled_minor DESC, n.tenant_key;
