SELECT identity.add_service_user('cli', '명령줄', 'Command line');
SELECT identity.add_service_user('import', '가져오기', 'Import');
SELECT identity.add_service_user('settlement', '정산', 'Settlement');
SELECT identity.add_service_user('scheduler', '스케줄러', 'Scheduler');
SELECT identity.add_service_user('demo', '데모', 'Demo');
INSERT INTO identity.portal_policy AS p (portal, idle_timeout, absolute_timeout, step_up_age)
VALUES
  ('tenant', interval '30 minutes', interval '12 hours', interval '10 minutes'),
  ('consumer', interval '14 days', interval '90 days', interval '10 minutes'),
  ('operations', interval '15 minutes', interval '8 hours', interval '5 minutes'),
  ('api', interval '1 hour', interval '30 days', interval '10 minutes')
ON CONFLICT (portal) DO UPDATE SET idle_timeout = excluded.idle_timeout, absolute_timeout = excluded.absolute_timeout,
    step_up_age = excluded.step_up_age
  WHERE (p.idle_timeout, p.absolute_timeout, p.step_up_age)
    IS DISTINCT FROM (excluded.idle_timeout, excluded.absolute_timeout, excluded.step_up_age);
-- The empty role is everybody's.
INSERT INTO identity.session_limit AS l (role_code, max_sessions)
VALUES ('', 10), ('TENANT_OWNER', 5), ('TENANT_MANAGER', 5), ('TENANT_STAFF', 3), ('OPERATOR', 2)
ON CONFLICT (role_code) DO UPDATE SET max_sessions = excluded.max_sessions WHERE l.max_sessions <> excluded.max_sessions;
