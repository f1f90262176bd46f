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
