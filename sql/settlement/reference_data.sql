-- Income Tax Act art. 127 and 86 (Enforcement Decree art. 149-3): since payments of 1 July 2024 the 1,000 won threshold
-- no longer covers personal services rendered continually.
INSERT INTO settlement.withholding_rule (withholding, valid_during, income_tax_rate, minimum_tax_minor, currency)
VALUES
  ('freelancer_3_3', daterange(NULL, '2024-07-01'), 300000, 1000, 'KRW'),
  ('freelancer_3_3', daterange('2024-07-01', NULL), 300000, 0, 'KRW')
ON CONFLICT DO NOTHING;

-- Gateways we speak with; mindgarden reconcile gateway changes how patient reconciliation is.
INSERT INTO settlement.gateway (gateway_code, name_ko, name_en)
VALUES ('toss', '토스페이먼츠', 'Toss Payments')
ON CONFLICT (gateway_code) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en;

-- Thresholds are HQ's to change (settlement.set_anomaly_rule): a deployment adds what is missing and leaves what is there.
INSERT INTO settlement.anomaly_rule AS r (rule_code, name_ko, name_en, parameters)
VALUES
  ('sudden_volume', '갑작스러운 매출 증가', 'Sudden volume',
    '{"days": 7, "history_days": 28, "minimum_days": 10, "minimum_count": 5, "factor": 2.0, "deviations": 4.0}'),
  ('refund_share', '높은 환불 비율', 'Refund share', '{"history_months": 3, "minimum_count": 20, "share": 0.2, "factor": 2.0}'),
  ('fee_share', '계약과 다른 수수료율', 'Fee share',
    '{"days": 40, "history": 12, "minimum_statements": 3, "tolerance": 0.005, "difference": 0.02}'),
  ('negative_trend', '지속되는 감소·마이너스', 'Negative trend', '{"days": 45, "statements": 3, "fall": 0.3, "minimum_period_days": 7}'),
  ('duplicate_payment', '중복으로 보이는 결제', 'Duplicate-looking payments', '{"days": 7, "minutes": 5, "usual_count": 5}'),
  ('statement_outlier', '평소와 다른 정산서', 'Statement outside its history',
    '{"days": 40, "history": 12, "minimum_statements": 6, "deviations": 4.0, "factor": 0.5}')
ON CONFLICT (rule_code) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en, parameters = excluded.parameters || r.parameters;
