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
  ('fee_vat_expense', 'expense', '수수료 부가세 부담액', 'Fee VAT borne'),
  ('adjustment_expense', 'expense', '정산 조정', 'Settlement adjustments'),
  ('vat_receivable', 'asset', '부가세 대급금', 'Input VAT'),
  ('gateway_difference', 'expense', 'PG 대사 차이', 'Gateway differences'),
  ('opening_balance', 'equity', '기초 잔액', 'Opening balance')
ON CONFLICT (account_code) DO UPDATE SET nature = excluded.nature, name_ko = excluded.name_ko, name_en = excluded.name_en;

INSERT INTO ledger.leg (leg, name_ko, name_en)
VALUES
  ('payment', '결제 대금', 'amount'),
  ('discount', '플랫폼 부담 쿠폰', 'coupon borne by the platform'),
  ('platform_fee', '플랫폼 수수료', 'platform fee'),
  ('pg_fee', 'PG 수수료', 'gateway fee'),
  ('fee_vat', '수수료 부가세', 'VAT on fees'),
  ('platform_included_vat', '플랫폼 수수료에 포함된 부가세', 'VAT within the platform fee'),
  ('pg_included_vat', 'PG 수수료에 포함된 부가세', 'VAT within the gateway fee'),
  ('borne_vat', '본사 부담 부가세', 'VAT that HQ bears'),
  ('withholding', '원천징수', 'tax withheld'),
  ('discount_returned', '쿠폰 환입', 'coupon taken back'),
  ('holdback', '지급 보류', 'held back'),
  ('holdback_release', '보류 해제', 'holdback released'),
  ('adjustments', '정산 조정', 'adjustments'),
  ('carry_in', '전기 이월', 'carried in'),
  ('carry_out', '차기 이월', 'carried out'),
  ('batch_payout', '일괄 지급', 'payout in a batch'),
  ('payout', '지급', 'payout'),
  ('gateway_payout', 'PG 입금액', 'paid by the gateway'),
  ('gateway_fee', 'PG 수수료', 'its fee'),
  ('gateway_vat', 'PG 수수료 부가세', 'VAT on its fee'),
  ('write_off', '대사 차이 처리', 'difference written off'),
  ('received', '다른 경로 입금', 'received otherwise')
ON CONFLICT (leg) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en;
