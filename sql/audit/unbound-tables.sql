-- Which tables are not bound by forced row security?
-- kind: list
-- Every name here stands in sql/manifest.toml as reference, key or staging; the deployer refuses others.
SELECT c.oid::regclass AS "table", pg_catalog.obj_description(c.oid, 'pg_class') AS holds
FROM pg_catalog.pg_class AS c
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|migration|public)'
ORDER BY 1;
