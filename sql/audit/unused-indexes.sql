-- Which indexes, other than keys, has nobody used since the statistics began?
-- kind: list
SELECT s.indexrelid::regclass AS index, s.relid::regclass AS "table",
  pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(s.indexrelid)) AS size
FROM pg_catalog.pg_stat_user_indexes AS s
JOIN pg_catalog.pg_index AS i ON i.indexrelid = s.indexrelid
WHERE s.idx_scan = 0 AND NOT i.indisunique AND s.schemaname <> 'migration'
ORDER BY pg_catalog.pg_relation_size(s.indexrelid) DESC, 1;
