-- What is held back from whom, and when is it due for release?
-- kind: list
SELECT n.tenant_key, s.period_start, s.period_end, s.currency, s.holdback_minor, s.holdback_release_on
FROM settlement.statement AS s
JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
JOIN settlement.tenant_clock AS c ON c.tenant_id = s.tenant_id AND c.schedule_code = s.schedule_code
WHERE s.status <> 'void' AND s.holdback_minor > 0 AND s.holdback_release_on > c.settled_through
ORDER BY s.holdback_release_on, n.tenant_key;
