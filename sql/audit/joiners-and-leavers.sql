-- Who was given a right, and from whom was one taken, lately?
-- kind: list
-- parameter: days = 30: the last so many days
SELECT e.at, e.what, t.tenant_key, a.email_mask, a.role_code, a.granted_by
FROM identity.list_access() AS a
CROSS JOIN LATERAL (VALUES (a.granted_at, 'given'), (a.revoked_at, 'taken')) AS e (at, what)
LEFT JOIN tenancy.tenant AS t ON t.tenant_id = a.tenant_id
WHERE e.at >= now() - %(days)s::integer * interval '1 day'
ORDER BY e.at DESC, a.email_mask;
