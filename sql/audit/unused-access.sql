-- Which rights has nobody used for a while: to be taken away?
-- kind: list
-- parameter: days = 90: without a log-in for so many days
SELECT t.tenant_key, a.email_mask, a.role_code, a.granted_at, a.last_used_at, a.permission_count
FROM identity.list_access() AS a
LEFT JOIN tenancy.tenant AS t ON t.tenant_id = a.tenant_id
WHERE a.revoked_at IS NULL AND a.granted_at < now() - %(days)s::integer * interval '1 day'
  AND coalesce(a.last_used_at, '-infinity') < now() - %(days)s::integer * interval '1 day'
ORDER BY a.last_used_at NULLS FIRST, t.tenant_key, a.email_mask;
