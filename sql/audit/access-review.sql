-- Who may do what, since when and by whom, and when was it last used?
-- kind: list
SELECT t.tenant_key, a.email_mask, a.role_code, a.branch_id, a.granted_at, a.granted_by, a.last_used_at, a.has_second_factor, a.permission_count
FROM identity.list_access() AS a
LEFT JOIN tenancy.tenant AS t ON t.tenant_id = a.tenant_id
WHERE a.revoked_at IS NULL
ORDER BY t.tenant_key NULLS FIRST, a.role_code, a.email_mask;
