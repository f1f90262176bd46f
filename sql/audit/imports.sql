-- Which payments files were taken, how many rows of each, and which were taken back?
-- kind: list
-- parameter: limit = 50: how many files, the latest first
SELECT f.import_file_id, f.file_name, f.status, f.row_count, f.recorded_count, f.unchanged_count, f.rejected_count, f.created_at, f.undone_at
FROM commerce.import_file AS f
ORDER BY f.created_at DESC
LIMIT %(limit)s::bigint;
