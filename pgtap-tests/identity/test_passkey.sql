-- Passkeys: each challenge once, each use counted, nobody's but their owner's.
SELECT plan(19);

CREATE TEMP TABLE made AS
SELECT tap.person('kim@example.kr', 'hash') AS kim, tap.person('lee@example.kr', 'hash') AS lee;
GRANT SELECT ON made TO PUBLIC;
SELECT identity.open_session(kim, sha256('kim')), identity.open_session(lee, sha256('lee')) FROM made;

SELECT ok(identity.put_challenge(decode(repeat('01', 32), 'hex'), 'log_in') > now(), 'anybody may begin to sign in');
SELECT is(identity.use_challenge(decode(repeat('01', 32), 'hex'), 'second_factor', 'kim'), false, 'a challenge serves its purpose alone');
SELECT is(identity.use_challenge(decode(repeat('01', 32), 'hex'), 'log_in'), true, 'once');
SELECT is(identity.use_challenge(decode(repeat('01', 32), 'hex'), 'log_in'), false, 'not twice');
SELECT identity.put_challenge(decode(repeat('02', 32), 'hex'), 'add', 'kim');
SELECT is(identity.use_challenge(decode(repeat('02', 32), 'hex'), 'add', 'lee'), false, 'nor for another person');
UPDATE identity.passkey_challenge SET expires_at = now() - interval '1 second';
SELECT is(identity.use_challenge(decode(repeat('02', 32), 'hex'), 'add', 'kim'), false, 'nor when it is old');

SELECT isnt(identity.add_passkey('kim', '\x0a', '\x0b', 5, '{usb}', false, ' key ', sha256('kim2')), NULL, 'a passkey is kept');
SELECT throws_ok($$SELECT identity.add_passkey('lee', '\x0a', '\x0b', 5, '{usb}', false, '', sha256('lee2'))$$, 'MI505', NULL,
  'nobody else can have the same');
SELECT results_eq($$SELECT label, transports FROM identity.list_passkeys('kim2')$$, $$VALUES ('key', '{usb}'::text[])$$, 'its owner sees it');
SELECT is((SELECT count(*) FROM identity.list_passkeys('lee')), 0::bigint, 'others don''t');
SELECT is(identity.name_passkey('lee', (SELECT passkey_id FROM identity.passkey), 'mine'), false, 'nor do they name it');
SELECT is(identity.name_passkey('kim2', (SELECT passkey_id FROM identity.passkey), ' desk '), true, 'its owner does');
SELECT is(identity.use_passkey('lee', '\x0a', 6, sha256('x')), false, 'it is nobody else''s second factor');
SELECT is(identity.use_passkey('kim2', '\x0a', 6, sha256('kim3')), true, 'but its owner''s');
SELECT is(identity.use_passkey('kim3', '\x0a', 6, sha256('kim4')), false, 'one that counts backwards is a copy');
SELECT is((SELECT count(*) FROM identity.security_event WHERE kind = 'passkey_copied' AND severity = 'high'), 1::bigint, 'and that is written down');
SELECT results_eq($$SELECT f.user_id = m.kim, f.sign_count FROM made AS m, identity.find_passkey('\x0a') AS f$$, $$VALUES (true, 6::bigint)$$,
  'who signs in with it is known by it');

-- What nobody answered is cleared away.
SELECT identity.put_challenge(decode(repeat('03', 32), 'hex'), 'log_in');
SELECT ok((SELECT event_count >= 2 FROM ops.sweep_identity_step('{}', jsonb_build_object('as_of', now() + interval '11 minutes'))),
  'the hourly job clears unanswered challenges');
SELECT is((SELECT count(*) FROM identity.passkey_challenge), 0::bigint, 'all of them');
