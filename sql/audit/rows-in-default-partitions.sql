-- Which default partitions hold rows that a month's partition should hold?
-- kind: check
-- A row gets there when its month's partition wasn't made in time; it slows that month's look-ups down.
SELECT c.oid::regclass AS partition, c.reltuples::bigint AS estimated_rows
FROM pg_catalog.pg_class AS c
WHERE c.relispartition AND pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' AND c.reltuples > 0
ORDER BY 2 DESC;
