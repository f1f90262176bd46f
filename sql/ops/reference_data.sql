INSERT INTO ops.job (job_key, name_ko, name_en, routine, prepare_routine, cron, chunk_size, lease_seconds, timeout_seconds, sla_seconds)
VALUES
  ('settle', '정산', 'Settlement', 'settlement.settle_step', 'settlement.close_step', '30 1 * * *', 500, 15, 1800, 3600),
  ('reconcile', 'PG 대사', 'Reconciliation with gateways', 'settlement.gateway_step', NULL, '30 2 * * *', 500, 15, 1800, 3600),
  ('snapshot_ledger', '원장 잔액 보관', 'Ledger snapshots', 'settlement.snapshot_step', NULL, '0 3 * * *', 500, 15, 1800, 3600),
  ('verify', '정합성 검사', 'Integrity check', 'audit.verify_step', NULL, '30 3 * * *', 500, 15, 1800, 7200),
  ('prepare_tax_invoice', '세금계산서 준비', 'Tax invoices prepared', 'billing.prepare_step', NULL, '0 5 1-15 * *', 500, 15, 1800, 3600),
  ('tax_invoice_alarm', '세금계산서 기한 점검', 'Tax invoice deadlines', 'billing.alarm_step', NULL, '0 8 * * *', 2000, 15, 600, 1800),
  ('dispose_records', '보존기한 경과 기록 파기', 'Disposal of records', 'ops.dispose_step', 'ops.dispose_prepare', '0 4 1 * *', 100, 15, 1800, 7200),
  ('detect_anomaly', '이상 징후 탐지', 'Anomalies', 'settlement.detect_anomaly_step', NULL, '0 4 * * *', 500, 15, 1800, 7200),
  ('sweep_identity', '계정 임시 기록 정리', 'Sweeping of account scraps', 'ops.sweep_identity_step', NULL, '40 * * * *', 1000000, 15, 600, 3600),
  ('seal_platform', '본사 기록 봉인', 'Sealing of headquarters'' acts', 'audit.seal_platform_step', NULL, '5-59/10 * * * *', 1000000, 15, 600, 600),
  ('seal_audit', '감사 기록 봉인', 'Audit sealing', 'audit.seal_step', NULL, '*/10 * * * *', 5000, 15, 600, 600)
ON CONFLICT (job_key) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en, routine = excluded.routine, prepare_routine = excluded.prepare_routine;

-- Steps of about as much work each, not of as many tenants.
UPDATE ops.job SET chunk_size = 5000, estimate_routine = 'settlement.open_row_count', step_rows = 100000 WHERE job_key = 'settle';

-- Framework Act on National Taxes art. 85-3: books and vouchers five years from the filing deadline; VAT Act art. 5 and 49: half-years, filed within 25 days.
INSERT INTO ops.retention_rule (rule_key, valid_during, tax_months, filing_days, keep_years, law_ko, law_en)
VALUES ('money', daterange('2000-01-01', NULL), 6, 25, 5, '국세기본법 제85조의3 제2항, 부가가치세법 제5조·제49조',
  'Framework Act on National Taxes art. 85-3 (2); VAT Act art. 5, 49')
ON CONFLICT DO NOTHING;
