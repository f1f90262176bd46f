-- Doors: who gets in, as what, and for how long.
SELECT plan(36);

CREATE TEMP TABLE made AS
SELECT tap.person(' Kim@Example.kr ', 'hash') AS kim, tap.person('lee@example.kr', 'other') AS lee, uuidv7() AS tenant, uuidv7() AS other,
       uuidv7() AS branch;
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.attempt(p_email text, p_device bytea DEFAULT NULL) RETURNS boolean LANGUAGE sql AS
  $$SELECT retry_after IS NULL FROM identity.begin_log_in(tap.email_index(p_email), NULL, p_device)$$;
CREATE FUNCTION pg_temp.events(p_kind text) RETURNS bigint LANGUAGE sql AS
  $$SELECT count(*) FROM identity.security_event WHERE kind = p_kind$$;
SELECT is(identity.find_user(tap.email_index('kim@example.KR')), (SELECT kim FROM made), 'a person is found by the index of an address');
SELECT throws_ok($$SELECT tap.person('kim@example.kr')$$, 'MI501', NULL, 'an address is one person''s');
SELECT throws_ok($$SELECT identity.find_user(tap.email_index('nobody@example.kr'))$$, 'MI403', NULL, 'unknown people are not found');
SELECT is(identity.grant_membership(tenant, kim, 'TENANT_STAFF', branch, NULL), true, 'a membership is granted') FROM made;
SELECT is(identity.grant_membership(tenant, kim, 'TENANT_STAFF', branch, NULL), false, 'twice is once') FROM made;
SELECT results_eq($$SELECT user_id, password_hash, retry_after FROM identity.begin_log_in(tap.email_index('kim@example.kr'))$$,
  $$SELECT kim, 'hash', NULL::interval FROM made$$, 'the credential is found');
SELECT results_eq($$SELECT user_id, password_hash, retry_after FROM identity.begin_log_in(tap.email_index('nobody@example.kr'))$$,
  $$SELECT NULL::uuid, NULL::text, NULL::interval$$, 'an unknown address differs in nothing but the missing user');
SELECT is(count(pg_temp.attempt('kim@example.kr')), 3::bigint, 'attempts are counted') FROM generate_series(1, 3);
SELECT is(pg_temp.attempt('kim@example.kr'), true, 'the fifth attempt is free');
SELECT is(pg_temp.attempt('kim@example.kr'), false, 'the sixth waits');
SELECT is(count(pg_temp.attempt('nobody@example.kr')), 4::bigint, 'so it is with an address') FROM generate_series(1, 4);
SELECT is(pg_temp.attempt('nobody@example.kr'), false, 'that nobody has');
SELECT is((SELECT failed_count FROM identity.login_throttle WHERE subject = (tap.email_index('kim@example.kr'))[1]), 5,
  'who waits does not prolong the waiting');
SELECT ok(pg_temp.events('log_in_blocked') >= 2, 'being blocked is written down');

SELECT identity.open_session(kim, sha256('token'), p_device_hash => sha256('laptop')) FROM made;
SELECT is(pg_temp.attempt('kim@example.kr'), true, 'the right password begins anew');
SELECT throws_ok($$SELECT identity.open_session(identity.service_user_id('import'), sha256('s'))$$, 'MI104', NULL,
  'a service gets no session');
SELECT throws_ok($$SELECT identity.service_user_id('nothing')$$, 'MI402', NULL, 'services are listed');

-- Strangers' guesses don't shut the owner out of a browser that was used before.
SELECT count(pg_temp.attempt('kim@example.kr')) FROM generate_series(1, 6);
SELECT is(pg_temp.attempt('kim@example.kr', sha256('other')), false, 'from an unknown browser the owner waits as well');
SELECT is(pg_temp.attempt('kim@example.kr', sha256('laptop')), true, 'from a known one not');
SELECT identity.open_session(kim, sha256('second'), p_device_hash => sha256('phone')) FROM made;
SELECT is(pg_temp.events('new_device'), 1::bigint, 'a second device is written down, the first is not');
SELECT is((SELECT count(*) FROM identity.outgoing_mail WHERE template = 'new_device'), 1::bigint, 'and told to its owner');
SELECT identity.open_session(kim, sha256(('t' || n)::bytea)) FROM made, generate_series(1, 3) AS n;
SELECT is((SELECT count(*) FROM identity.auth_session WHERE user_id = kim AND revoked_at IS NULL), 3::bigint,
  'the strictest role''s limit of live sessions holds') FROM made;
SELECT is((SELECT ended_because FROM identity.auth_session WHERE token_hash = sha256('second')), 'too_many', 'the oldest goes');
UPDATE identity.auth_session SET revoked_at = NULL, ended_because = NULL WHERE token_hash = sha256('token');

-- From one network address fifty attempts are free, and a success gives back its own.
SELECT count(*) FROM generate_series(1, 50) AS n, LATERAL identity.begin_log_in(tap.email_index('n' || n || '@x.kr'), '10.0.0.1');
SELECT isnt((SELECT retry_after FROM identity.begin_log_in(tap.email_index('lee@example.kr'), '10.0.0.1')), NULL,
  'one address guesses at many people: it waits');
SELECT retry_after FROM identity.begin_log_in(tap.email_index('lee@example.kr'), '10.0.0.2');
SELECT retry_after FROM identity.begin_log_in(tap.email_index('lee@example.kr'), '10.0.0.2');
SELECT identity.open_session(lee, sha256('lee'), p_address => '10.0.0.2') FROM made;
SELECT is((SELECT failed_count FROM identity.login_throttle WHERE subject = sha256(convert_to('address 10.0.0.2', 'UTF8'))), 1,
  'logging in takes back one attempt of the address');

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
