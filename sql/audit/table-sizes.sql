-- How large is each table with its partitions, indexes and outsourced values?
-- kind: list
SELECT coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)::regclass AS "table",
  sum(greatest(c.reltuples, 0))::bigint AS estimated_rows,
  pg_catalog.pg_size_pretty(sum(pg_catalog.pg_table_size(c.oid))) AS heap,
  pg_catalog.pg_size_pretty(sum(pg_catalog.pg_indexes_size(c.oid))) AS indexes
FROM pg_catalog.pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
GROUP BY 1
ORDER BY sum(pg_catalog.pg_total_relation_size(c.oid)) DESC, 1;
