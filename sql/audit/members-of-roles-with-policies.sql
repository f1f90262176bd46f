-- Who is a member of a role that has policies, and may so become it?
-- kind: list
-- Expected: mg_migrator in the owners, mg_ops in mg_operator, each without inheriting.
SELECT m.member::regrole AS member, m.roleid::regrole AS of_role, m.inherit_option AS inherits
FROM pg_catalog.pg_auth_members AS m
WHERE EXISTS (SELECT 1 FROM pg_catalog.pg_policy AS p WHERE m.roleid = ANY (p.polroles))
ORDER BY 1, 2;
