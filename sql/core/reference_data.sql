INSERT INTO core.currency AS c (currency, decimals, name_ko, name_en)
VALUES
  ('KRW', 0, '대한민국 원', 'South Korean won'),
  ('USD', 2, '미국 달러', 'US dollar'),
  ('JPY', 0, '일본 엔', 'Japanese yen'),
  ('EUR', 2, '유로', 'Euro'),
  ('CNY', 2, '중국 위안', 'Chinese yuan'),
  ('GBP', 2, '영국 파운드', 'Pound sterling'),
  ('VND', 0, '베트남 동', 'Vietnamese dong'),
  ('SGD', 2, '싱가포르 달러', 'Singapore dollar')
ON CONFLICT (currency) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en
  WHERE (c.name_ko, c.name_en) IS DISTINCT FROM (excluded.name_ko, excluded.name_en);

-- Codes of the clearing house; the gateway's older two-digit codes are known for banks alone.
INSERT INTO core.bank AS b (bank_code, name_ko, name_en, toss_code)
VALUES
  ('002', '산업은행', 'KDB', '02'),
  ('003', '기업은행', 'IBK', '03'),
  ('004', '국민은행', 'KB Kookmin', '04'),
  ('007', '수협은행', 'Suhyup', '07'),
  ('011', '농협은행', 'NH Nonghyup', '11'),
  ('012', '지역농축협', 'Local Nonghyup', '12'),
  ('020', '우리은행', 'Woori', '20'),
  ('023', 'SC제일은행', 'SC First', '23'),
  ('027', '한국씨티은행', 'Citibank Korea', '27'),
  ('031', 'iM뱅크', 'iM Bank (Daegu)', '31'),
  ('032', '부산은행', 'Busan', '32'),
  ('034', '광주은행', 'Kwangju', '34'),
  ('035', '제주은행', 'Jeju', '35'),
  ('037', '전북은행', 'Jeonbuk', '37'),
  ('039', '경남은행', 'Kyongnam', '39'),
  ('045', '새마을금고', 'KFCC', '45'),
  ('048', '신협', 'Shinhyup', '48'),
  ('050', '저축은행', 'Savings banks', '50'),
  ('054', 'HSBC', 'HSBC', '54'),
  ('055', '도이치은행', 'Deutsche Bank', '55'),
  ('057', 'JP모간체이스', 'JPMorgan Chase', '57'),
  ('060', '뱅크오브아메리카', 'Bank of America', '60'),
  ('061', 'BNP파리바', 'BNP Paribas', '61'),
  ('062', '중국공상은행', 'ICBC', '62'),
  ('063', '중국은행', 'Bank of China', '63'),
  ('064', '산림조합중앙회', 'NFCF', '64'),
  ('067', '중국건설은행', 'China Construction Bank', '67'),
  ('071', '우체국', 'Korea Post', '71'),
  ('081', '하나은행', 'Hana', '81'),
  ('088', '신한은행', 'Shinhan', '88'),
  ('089', '케이뱅크', 'K bank', '89'),
  ('090', '카카오뱅크', 'KakaoBank', '90'),
  ('092', '토스뱅크', 'Toss Bank', '92'),
  ('209', '유안타증권', 'Yuanta Securities', NULL),
  ('218', 'KB증권', 'KB Securities', NULL),
  ('238', '미래에셋증권', 'Mirae Asset Securities', NULL),
  ('240', '삼성증권', 'Samsung Securities', NULL),
  ('243', '한국투자증권', 'Korea Investment', NULL),
  ('247', 'NH투자증권', 'NH Investment', NULL),
  ('264', '키움증권', 'Kiwoom Securities', NULL),
  ('267', '대신증권', 'Daishin Securities', NULL),
  ('269', '한화투자증권', 'Hanwha Investment', NULL),
  ('270', '하나증권', 'Hana Securities', NULL),
  ('271', '토스증권', 'Toss Securities', NULL),
  ('278', '신한투자증권', 'Shinhan Securities', NULL),
  ('287', '메리츠증권', 'Meritz Securities', NULL),
  ('288', '카카오페이증권', 'KakaoPay Securities', NULL)
ON CONFLICT (bank_code) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en, toss_code = excluded.toss_code
  WHERE (b.name_ko, b.name_en, b.toss_code) IS DISTINCT FROM (excluded.name_ko, excluded.name_en, excluded.toss_code);

SELECT core.ensure_seal_key();
