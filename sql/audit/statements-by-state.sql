-- How many statements are in each state, for how much, and since when does the oldest wait?
-- kind: list
SELECT s.status, s.currency, count(*) AS statements, sum(s.payout_minor) AS payout_minor, min(s.period_end) AS oldest_period_end,
  count(*) FILTER (WHERE s.status NOT IN ('paid', 'void') AND s.payout_date < current_date) AS payout_overdue
FROM settlement.statement AS s
GROUP BY s.status, s.currency
ORDER BY array_position(ARRAY['calculated', 'reviewed', 'confirmed', 'paying', 'failed', 'paid', 'void'], s.status), s.currency;
