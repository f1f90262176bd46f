-- Jobs are headquarters' own: row security lets the batch owner write them.
SET ROLE mg_batch_owner;
INSERT INTO ops.job (job_key, name_ko, name_en, cron, chunk_size, lease_seconds, timeout_seconds, sla_seconds)
VALUES
  ('settle', '정산', 'Settlement', '30 1 * * *', 500, 15, 1800, 3600),
  ('verify', '정합성 검사', 'Integrity check', '30 3 * * *', 500, 15, 1800, 7200),
  ('seal_audit', '감사 기록 봉인', 'Audit sealing', '*/10 * * * *', 5000, 15, 600, 600)
ON CONFLICT (job_key) DO NOTHING;
