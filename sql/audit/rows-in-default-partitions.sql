-- Which default partitions hold rows that a month's partition should hold?
-- kind: check
-- A row gets there when its month's partition wasn't made in time; it slows that month's look-ups down.
-- An estimate may count rows that were rolled back, so rows are counted; a table is read only if its default partition isn't empty on disk.
WITH suspect AS MATERIALIZED (
  SELECT c.oid, i.inhparent
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
  WHERE c.relispartition AND pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' AND pg_catalog.pg_relation_size(c.oid) > 0
), held AS (
  SELECT e.tableoid FROM commerce.payment_event AS e
  WHERE EXISTS (SELECT FROM suspect AS s WHERE s.inhparent = 'commerce.payment_event'::regclass) AND e.tableoid IN (SELECT s.oid FROM suspect AS s)
  UNION ALL
  SELECT l.tableoid FROM settlement.line AS l
  WHERE EXISTS (SELECT FROM suspect AS s WHERE s.inhparent = 'settlement.line'::regclass) AND l.tableoid IN (SELECT s.oid FROM suspect AS s)
  UNION ALL
  SELECT t.tableoid FROM ledger.transfer AS t
  WHERE EXISTS (SELECT FROM suspect AS s WHERE s.inhparent = 'ledger.transfer'::regclass) AND t.tableoid IN (SELECT s.oid FROM suspect AS s)
)
SELECT h.tableoid::regclass AS partition, count(*) AS rows FROM held AS h GROUP BY h.tableoid ORDER BY 2 DESC;
