-- Which disputes are open, how much do they hold, and by when is evidence due?
-- kind: list
SELECT n.tenant_key, c.gateway_ref, c.capture_ref, c.reason_code, c.currency, c.amount_minor, c.held_minor, c.opened_on, c.respond_by
FROM settlement.chargeback_case AS c
JOIN tenancy.tenant AS n ON n.tenant_id = c.tenant_id
WHERE c.status = 'open'
ORDER BY c.respond_by, n.tenant_key, c.gateway_ref;
