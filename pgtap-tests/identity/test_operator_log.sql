-- Headquarters' acts, apart from those of businesses; security events told and judged (AU-13, AU-14).
SELECT plan(16);

CREATE TEMP TABLE made AS
SELECT tap.operator('master@hq.kr') AS master, tap.operator('officer@hq.kr', 'SECURITY_OFFICER') AS officer, tap.person('kim@example.kr', 'hash') AS kim,
       uuidv7() AS tenant;
GRANT SELECT ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, kim, 'TENANT_OWNER', NULL, NULL) FROM made;
DELETE FROM identity.security_event;

SELECT lives_ok($$SELECT identity.lock_permission('settlement.read_statement', true, master) FROM made$$, 'an act');
SELECT results_eq('SELECT email_mask, role_code, permission_code, routine FROM identity.list_operator_act()',
  $$VALUES ('master@hq.kr', 'HQ_MASTER', 'identity.lock_permission', 'identity.lock_permission')$$, 'is written down, with the command that it was');
SELECT throws_ok($$SELECT identity.lock_permission('settlement.read_statement', false, officer) FROM made$$, 'MI105', NULL, 'what isn''t allowed');
SELECT is((SELECT count(*) FROM identity.list_operator_act()), 1::bigint, 'isn''t an act');
SELECT lives_ok($$SELECT identity.lock_permission('settlement.read_statement', false)$$, 'a service''s act');
SELECT is((SELECT count(*) FROM identity.list_operator_act()), 1::bigint, 'isn''t headquarters''');
SELECT throws_ok('UPDATE identity.operator_audit_log SET routine = ''x''', 'MC901', NULL, 'nobody changes what was done');
SELECT throws_ok('DELETE FROM identity.operator_audit_log', 'MC901', NULL, 'or takes it away');

SELECT lives_ok($$SELECT identity.reset_second_factor(kim, 'lost', officer) FROM made$$, 'something of high severity');
SELECT results_eq('SELECT kind, severity FROM identity.claim_alarm()', $$VALUES ('second_factor_reset', 'high')$$, 'raises an alarm');
SELECT is_empty('SELECT * FROM identity.claim_alarm()', 'once; what is low raises none');
SELECT throws_ok($$SELECT identity.judge_security_event(security_event_id, 'fine', 'x') FROM identity.list_security_event()$$, 'MI004', NULL, 'a verdict is one of three');
SELECT throws_ok($$SELECT identity.judge_security_event(uuidv7(), 'handled', 'x')$$, 'MI407', NULL, 'on an event that there is');
SELECT is(identity.judge_security_event(e.security_event_id, 'handled', ' called ', officer), true, 'an officer says what became of it')
  FROM identity.list_security_event(NULL, '{high}') AS e, made;
SELECT results_eq($$SELECT acknowledged_as, acknowledged_by, note FROM identity.list_security_event(NULL, '{high}')$$,
  $$VALUES ('handled', 'officer@hq.kr', 'called')$$, 'which stands there');
SELECT results_eq('SELECT role_code, permission_count > 0 FROM identity.list_access() WHERE revoked_at IS NULL',
  $$VALUES ('HQ_MASTER', true), ('SECURITY_OFFICER', true), ('TENANT_OWNER', true)$$, 'who may what is listed, headquarters first');
