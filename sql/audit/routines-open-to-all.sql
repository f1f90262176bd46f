-- Which routines may be executed by everybody?
-- kind: check
SELECT p.oid::regprocedure AS routine
FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace::regnamespace::text !~ '^(pg_|information_schema|extension)'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
  AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE')
ORDER BY 1;
