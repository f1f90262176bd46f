-- Which unpaid statements are due within some days?
-- kind: list
-- parameter: days = 14: how far ahead
SELECT s.payout_date, n.tenant_key, s.period_start, s.period_end, s.status, s.currency, s.payout_minor, h.kind AS held, h.reason, h.expires_on
FROM settlement.statement AS s
JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
LEFT JOIN (SELECT DISTINCT ON (a.tenant_id, a.statement_id) a.* FROM settlement.statement_hold_active AS a
  ORDER BY a.tenant_id, a.statement_id, a.kind DESC, a.expires_on DESC) AS h ON h.tenant_id = s.tenant_id AND h.statement_id = s.statement_id
WHERE s.status NOT IN ('paid', 'void') AND s.payout_minor > 0 AND s.payout_date <= current_date + %(days)s::integer
ORDER BY s.payout_date, n.tenant_key;
