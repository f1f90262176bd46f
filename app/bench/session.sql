-- A person of each tenant with an open session, whose token is bench- and the tenant's number: what a request begins with.
INSERT INTO identity.auth_user (service_name, name_ko) SELECT 'bench-' || n, 'bench ' || n FROM bench.tenant;
INSERT INTO identity.tenant_role (tenant_id, role_code, template_code) SELECT t.tenant_id, 'TENANT_OWNER', 'TENANT_OWNER' FROM bench.tenant AS t;
INSERT INTO identity.membership (tenant_id, user_id, role_code)
  SELECT t.tenant_id, u.user_id, 'TENANT_OWNER' FROM bench.tenant AS t JOIN identity.auth_user AS u ON u.service_name = 'bench-' || t.n;
INSERT INTO identity.auth_session (user_id, token_hash, idle_timeout, idle_expires_at, absolute_expires_at)
  SELECT u.user_id, sha256(convert_to('bench-' || t.n, 'UTF8')), interval '1 day', now() + interval '1 day', now() + interval '1 day'
  FROM bench.tenant AS t JOIN identity.auth_user AS u ON u.service_name = 'bench-' || t.n;
