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

SELECT core.ensure_seal_key();
