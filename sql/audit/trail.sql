-- Who did what at a tenant, the latest first?
-- kind: list
-- parameter: tenant = : the tenant's key
-- parameter: limit = 50: how many entries
SELECT e.created_at, e.action, e.subject, e.detail, e.created_by, l.chain_link_id
FROM audit.entry AS e
JOIN tenancy.tenant AS n ON n.tenant_id = e.tenant_id
LEFT JOIN audit.chain_link AS l ON l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id
WHERE n.tenant_key = %(tenant)s
ORDER BY e.entry_id DESC
LIMIT %(limit)s::bigint;
