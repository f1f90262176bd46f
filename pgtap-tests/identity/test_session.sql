-- Doors: who gets in, as what, and for how long.
SELECT plan(23);

CREATE TEMP TABLE made AS
SELECT identity.add_user(' Kim@Example.kr ', 'hash', '김', NULL, 'ko', NULL) AS kim, uuidv7() AS tenant, uuidv7() AS other,
       uuidv7() AS branch;
GRANT SELECT ON made TO PUBLIC;
SELECT is(identity.find_user('kim@example.KR'), (SELECT kim FROM made), 'emails are compared in lower case');
SELECT throws_ok($$SELECT identity.add_user('kim@example.kr', 'h', '김', NULL, 'ko', NULL)$$, 'MI501', NULL, 'an email is one person''s');
SELECT throws_ok($$SELECT identity.find_user('nobody@example.kr')$$, 'MI403', NULL, 'unknown people are not found');
SELECT is(identity.grant_membership(tenant, kim, 'TENANT_STAFF', branch, NULL), true, 'a membership is granted') FROM made;
SELECT is(identity.grant_membership(tenant, kim, 'TENANT_STAFF', branch, NULL), false, 'twice is once') FROM made;
SELECT results_eq($$SELECT user_id, password_hash, is_locked FROM identity.find_credential('kim@example.kr')$$,
  $$SELECT kim, 'hash', false FROM made$$, 'the credential is found');
SELECT is_empty($$SELECT * FROM identity.find_credential('import')$$, 'a service can''t log in');
SELECT identity.record_failed_login(kim) FROM made, generate_series(1, 4);
SELECT is((SELECT is_locked FROM identity.find_credential('kim@example.kr')), false, 'four wrong passwords are free');
SELECT identity.record_failed_login(kim) FROM made;
SELECT is((SELECT is_locked FROM identity.find_credential('kim@example.kr')), true, 'the fifth locks for a while');
SELECT identity.open_session(kim, sha256('token')) FROM made;
SELECT is((SELECT is_locked FROM identity.find_credential('kim@example.kr')), false, 'the right one begins anew');
SELECT throws_ok($$SELECT identity.open_session(identity.service_user_id('import'), sha256('s'))$$, 'MI104', NULL,
  'a service gets no session');
SELECT throws_ok($$SELECT identity.service_user_id('nothing')$$, 'MI402', NULL, 'services are listed');

SELECT set_config('mg.context', identity.enter('token'), true);
SELECT results_eq('SELECT core.tenant_id(), core.branch_id(), core.user_id(), core.role_code()',
  $$SELECT tenant, branch, kim, 'TENANT_STAFF' FROM made$$, 'the door seals what the membership says');
SELECT throws_ok($$SELECT identity.enter('token', 'TENANT_OWNER')$$, 'MI102', NULL, 'no other role than granted');
SELECT throws_ok($$SELECT identity.enter('token', NULL, uuidv7())$$, 'MI102', NULL, 'no other branch than granted');
SELECT throws_ok($$SELECT identity.enter('other')$$, 'MI101', NULL, 'an unknown token opens nothing');
SELECT throws_ok($$SELECT identity.enter_operator('token')$$, 'MI103', NULL, 'nobody is an operator unasked');
SELECT identity.grant_membership(other, kim, 'TENANT_OWNER', NULL, NULL) FROM made;
SELECT identity.choose_tenant('token', other) FROM made;
SELECT set_config('mg.context', identity.enter('token'), true);
SELECT results_eq('SELECT core.tenant_id(), core.branch_id(), core.role_code()', $$SELECT other, NULL::uuid, 'TENANT_OWNER' FROM made$$,
  'a person of two tenants works in the chosen one');
SELECT is(identity.revoke_membership(other, kim, NULL), 1, 'memberships end') FROM made;
SELECT throws_ok($$SELECT identity.enter('token')$$, 'MI102', NULL, 'and with them the way in');

SELECT identity.choose_tenant('token', tenant) FROM made;
UPDATE identity.auth_session SET idle_expires_at = now() - interval '1 second' WHERE token_hash = sha256('token');
SELECT throws_ok($$SELECT identity.enter('token')$$, 'MI101', NULL, 'an idle session has ended');
UPDATE identity.auth_session SET idle_expires_at = now() + interval '1 minute' WHERE token_hash = sha256('token');
SELECT identity.enter('token');
SELECT cmp_ok((SELECT idle_expires_at FROM identity.auth_session WHERE token_hash = sha256('token')), '>', now() + interval '29 minutes',
  'use begins the idle time anew');
SELECT identity.revoke_session('token');
SELECT throws_ok($$SELECT identity.enter('token')$$, 'MI101', NULL, 'signed out is out');

SELECT * FROM finish();
