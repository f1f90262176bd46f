-- How many rows and bytes does each partition hold?
-- kind: list
SELECT coalesce(p.inhparent::regclass::text, c.oid::regclass::text) AS of_table, c.oid::regclass::text AS partition,
  pg_get_expr(c.relpartbound, c.oid) AS bound, greatest(c.reltuples, 0)::bigint AS rows_estimated,
  pg_relation_size(c.oid) AS heap_bytes, pg_indexes_size(c.oid) AS index_bytes, pg_total_relation_size(c.oid) AS total_bytes
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits AS p ON p.inhrelid = c.oid
WHERE c.relkind = 'r' AND n.nspname IN ('core', 'identity', 'tenancy', 'pricing', 'commerce', 'ledger', 'settlement', 'ops', 'audit')
ORDER BY total_bytes DESC, 1, 2;
