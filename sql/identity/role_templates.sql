-- Roles as headquarters defines them, and what each may do. A template's permissions are replaced as a whole.
INSERT INTO identity.role_template AS t (template_code, audience, business_type, role_level, name_ko, name_en)
VALUES
  ('HQ_MASTER', 'platform', '', 100, '본사 총괄', 'HQ master'),
  ('HQ_ADMIN', 'platform', '', 90, '본사 관리자', 'HQ administrator'),
  ('HQ_FINANCE', 'platform', '', 80, '본사 재무', 'HQ finance'),
  ('SECURITY_OFFICER', 'platform', '', 0, '보안 책임자', 'Security officer'),
  ('TENANT_OWNER', 'tenant', '', 60, '대표자', 'Owner'),
  ('TENANT_MANAGER', 'tenant', '', 50, '관리자', 'Manager'),
  ('TENANT_STAFF', 'tenant', '', 20, '직원', 'Staff'),
  ('ACADEMY_PRINCIPAL', 'tenant', 'academy', 50, '원장', 'Principal'),
  ('ACADEMY_CLERK', 'tenant', 'academy', 30, '행정', 'Clerk'),
  ('ACADEMY_TEACHER', 'tenant', 'academy', 20, '강사', 'Teacher'),
  ('ACADEMY_STUDENT', 'tenant', 'academy', 10, '수강생', 'Student'),
  ('FOOD_KITCHEN', 'tenant', 'food', 20, '주방', 'Kitchen'),
  ('FOOD_COUNTER', 'tenant', 'food', 25, '카운터', 'Counter'),
  ('FOOD_RIDER', 'tenant', 'food', 15, '라이더', 'Rider'),
  ('BEAUTY_MANAGER', 'tenant', 'beauty', 50, '점장', 'Manager'),
  ('BEAUTY_DESIGNER', 'tenant', 'beauty', 20, '디자이너', 'Designer'),
  ('BEAUTY_CUSTOMER', 'tenant', 'beauty', 10, '고객', 'Customer'),
  ('RETAIL_MANAGER', 'tenant', 'retail', 50, '점장', 'Manager'),
  ('RETAIL_CASHIER', 'tenant', 'retail', 25, '계산원', 'Cashier'),
  ('RETAIL_STOCK_KEEPER', 'tenant', 'retail', 20, '재고 담당', 'Stock keeper')
ON CONFLICT (template_code) DO UPDATE SET audience = excluded.audience, business_type = excluded.business_type,
    role_level = excluded.role_level, name_ko = excluded.name_ko, name_en = excluded.name_en
  WHERE (t.audience, t.business_type, t.role_level, t.name_ko, t.name_en)
    IS DISTINCT FROM (excluded.audience, excluded.business_type, excluded.role_level, excluded.name_ko, excluded.name_en);

WITH declared (template_code, permission_code) AS (
  -- Those that have everything of their audience, and those that have all but a few.
  SELECT t.template_code, p.permission_code
    FROM (VALUES
      ('HQ_MASTER', '{}'::text[]),
      ('HQ_ADMIN', '{identity.grant_operator,identity.lock_permission,ops.dispose_record}'),
      ('TENANT_OWNER', '{}'),
      ('TENANT_MANAGER', '{audit.read_trail,identity.change_role,identity.change_policy,identity.manage_client,identity.manage_connection}'),
      ('ACADEMY_PRINCIPAL', '{audit.read_trail,identity.change_role,identity.change_policy,identity.manage_client,identity.manage_connection}'),
      ('BEAUTY_MANAGER', '{audit.read_trail,identity.change_role,identity.change_policy,identity.manage_client,identity.manage_connection}'),
      ('RETAIL_MANAGER', '{audit.read_trail,identity.change_role,identity.change_policy,identity.manage_client,identity.manage_connection}')) AS w (template_code, lacks)
    JOIN identity.role_template AS t ON t.template_code = w.template_code
    JOIN identity.permission AS p ON p.audience = t.audience AND p.permission_code <> ALL (w.lacks)
  UNION ALL
  SELECT w.template_code, unnest(w.has)
    FROM (VALUES
      ('SECURITY_OFFICER', '{identity.show_person,identity.reset_factor,identity.judge_security_event,identity.change_platform_policy}'::text[]),
      ('TENANT_STAFF', '{settlement.read_statement,commerce.record_payment}'),
      ('ACADEMY_CLERK', '{settlement.read_statement,settlement.export_statement,commerce.record_payment,identity.read_member}'),
      ('ACADEMY_TEACHER', '{identity.read_member}'),
      ('FOOD_COUNTER', '{commerce.record_payment}'),
      ('BEAUTY_DESIGNER', '{commerce.record_payment}'),
      ('RETAIL_CASHIER', '{commerce.record_payment}')) AS w (template_code, has)
  UNION ALL
  -- Finance moves money and books; it neither approves prices nor sees people.
  SELECT 'HQ_FINANCE', p.permission_code FROM identity.permission AS p
   WHERE p.audience = 'platform' AND (split_part(p.permission_code, '.', 1) IN ('settlement', 'billing', 'ledger', 'commerce')
      OR p.permission_code = 'pricing.request_change')
), added AS (
  INSERT INTO identity.role_template_permission (template_code, permission_code)
  SELECT d.template_code, d.permission_code FROM declared AS d
  ON CONFLICT DO NOTHING
)
DELETE FROM identity.role_template_permission AS r
 WHERE NOT EXISTS (SELECT 1 FROM declared AS d
                    WHERE d.template_code = r.template_code AND d.permission_code = r.permission_code);
