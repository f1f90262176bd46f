-- Which unpaid statements are due within some days?
-- kind: list
-- parameter: days = 14: how far ahead
SELECT s.payout_date, n.tenant_key, s.period_start, s.period_end, s.status, s.currency, s.payout_minor
FROM settlement.statement AS s
JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
WHERE s.status IN ('calculated', 'reviewed', 'confirmed', 'paying', 'failed') AND s.payout_minor > 0 AND s.payout_date <= current_date + %(days)s::integer
ORDER BY s.payout_date, n.tenant_key;
