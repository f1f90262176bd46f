INSERT INTO ledger.account (account_code, nature, name_ko, name_en)
VALUES
  ('pg_receivable', 'asset', 'PG 미수금', 'PG receivable'),
  ('bank', 'asset', '보통예금', 'Bank'),
  ('unsettled_sales', 'liability', '미정산 매출', 'Unsettled sales'),
  ('tenant_payable', 'liability', '테넌트 미지급금', 'Tenant payable'),
  ('holdback_payable', 'liability', '지급 보류금', 'Holdback payable'),
  ('tenant_carry', 'liability', '이월금', 'Tenant carry'),
  ('vat_payable', 'liability', '부가세 예수금', 'VAT payable'),
  ('withholding_payable', 'liability', '원천세 예수금', 'Withholding payable'),
  ('pg_fee_clearing', 'liability', 'PG 수수료 정산', 'PG fee clearing'),
  ('platform_fee_income', 'income', '플랫폼 수수료 수익', 'Platform fee income'),
  ('promotion_expense', 'expense', '프로모션 비용', 'Promotion expense'),
  ('adjustment_expense', 'expense', '정산 조정', 'Settlement adjustments')
ON CONFLICT (account_code) DO UPDATE SET nature = excluded.nature, name_ko = excluded.name_ko, name_en = excluded.name_en;
