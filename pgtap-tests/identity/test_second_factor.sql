-- Second factors: sessions wait for them, codes work once, and whoever needs one can't take the last one away.
SELECT plan(41);

CREATE TEMP TABLE made AS
SELECT tap.person('kim@example.kr', 'hash') AS kim, tap.person('hq@example.kr', 'hash') AS hq, tap.person('lee@example.kr', 'hash') AS lee, tap.operator('boss@example.kr') AS boss,
       uuidv7() AS tenant;
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.key_of(p_user uuid) RETURNS uuid LANGUAGE sql AS $$SELECT data_key_id FROM identity.auth_user WHERE user_id = p_user$$;
CREATE FUNCTION pg_temp.events(p_kind text) RETURNS bigint LANGUAGE sql AS
  $$SELECT count(*) FROM identity.security_event WHERE kind = p_kind$$;
CREATE FUNCTION pg_temp.mails(p_template text) RETURNS bigint LANGUAGE sql AS
  $$SELECT count(*) FROM identity.outgoing_mail WHERE template = p_template$$;
SELECT identity.grant_membership(tenant, kim, 'TENANT_OWNER', NULL, NULL) FROM made;
SELECT identity.grant_operator(hq, NULL) FROM made;

-- Who has none, and needs none, enters with the password.
SELECT identity.open_session(kim, sha256('kim1')) FROM made;
SELECT isnt(identity.enter('kim1'), NULL, 'without a second factor the password opens the door');
SELECT throws_ok($$SELECT identity.put_recovery_codes('kim1', ARRAY[sha256('a')])$$, 'MI107', NULL, 'recovery codes need something to recover');
SELECT lives_ok($$SELECT identity.begin_totp('kim1', pg_temp.key_of(kim), '\x01') FROM made$$, 'an app is begun');
SELECT throws_ok($$SELECT identity.begin_totp('kim1', uuidv7(), '\x02')$$, 'MI503', NULL, 'under the key of the moment alone');
SELECT results_eq($$SELECT has_totp, is_required FROM identity.describe_factors('kim1')$$, $$VALUES (false, false)$$, 'it counts for nothing yet');
SELECT is(identity.confirm_totp('kim1', 100, sha256('kim2')), true, 'its first code switches it on');
SELECT throws_ok($$SELECT identity.enter('kim1')$$, 'MI101', NULL, 'and the session goes on under another token');
SELECT isnt(identity.enter('kim2'), NULL, 'which opens the door');
SELECT throws_ok($$SELECT identity.begin_totp('kim2', pg_temp.key_of(kim), '\x01') FROM made$$, 'MI503', NULL, 'one app at a time');

-- The next log-in waits.
SELECT identity.open_session(kim, sha256('kim3')) FROM made;
SELECT throws_ok($$SELECT identity.enter('kim3')$$, 'MI106', NULL, 'a password alone doesn''t open the door any more');
SELECT throws_ok($$SELECT * FROM identity.describe_session('kim3')$$, 'MI106', NULL, 'nor does it tell who it is');
SELECT throws_ok($$SELECT identity.remove_totp('kim3')$$, 'MI106', NULL, 'nor take the second factor away');
SELECT is(identity.use_totp('kim3', 100, sha256('kim4')), false, 'a code that was used doesn''t work again');
SELECT is(identity.use_totp('kim3', 99, sha256('kim4')), false, 'nor does an older one');
SELECT lives_ok($$SELECT identity.note_failed_factor('kim3', 'totp')$$, 'which is written down');
SELECT is(identity.use_totp('kim3', 101, sha256('kim4')), true, 'the next one does');
SELECT throws_ok($$SELECT identity.enter('kim3')$$, 'MI101', NULL, 'the token from before the second factor is worth nothing');
SELECT isnt(identity.enter('kim4'), NULL, 'the new one is');
SELECT ok((SELECT absolute_expires_at > statement_timestamp() + interval '11 hours' FROM identity.auth_session WHERE token_hash = sha256('kim4')),
  'only now the session lives its full time');

-- Sessions that wait don't push the complete ones out.
SELECT identity.open_session(kim, sha256(('wait' || n)::bytea)) FROM made, generate_series(1, 12) AS n;
SELECT isnt(identity.enter('kim4'), NULL, 'however many log-ins wait, a complete session lives on');

-- Guesses are counted.
SELECT is(count(identity.begin_factor('wait1')), 0::bigint, 'five guesses are free') FROM generate_series(1, 5);
SELECT isnt(identity.begin_factor('wait2'), NULL, 'then every session of the person waits');
SELECT ok(pg_temp.events('second_factor_blocked') > 0, 'and that is written down');

-- Recovery codes.
SELECT is(identity.put_recovery_codes('kim4', ARRAY[sha256('a'), sha256('b')]), 2, 'codes on paper');
SELECT is(identity.use_recovery_code('wait1', sha256('c'), sha256('kim5')), false, 'another code is none');
SELECT is(identity.use_recovery_code('wait1', sha256('a'), sha256('kim5')), true, 'one of them signs in');
SELECT is(identity.use_recovery_code('wait2', sha256('a'), sha256('kim6')), false, 'once');
SELECT is(pg_temp.mails('recovery_code_used'), 1::bigint, 'and its owner is told');

-- What is delicate asks for a recent one.
SELECT set_config('mg.context', identity.enter('kim5'), true);
SELECT lives_ok('SELECT identity.require_recent_factor()', 'a factor shown just now is recent');
UPDATE identity.auth_session SET second_factor_at = now() - interval '11 minutes' WHERE token_hash = sha256('kim5');
SELECT throws_ok('SELECT identity.require_recent_factor()', 'MI108', NULL, 'after a while it has to be shown once more');
SELECT throws_ok($$SELECT identity.remove_totp('kim5')$$, 'MI108', NULL, 'also for taking it away');
SELECT is(identity.remove_totp('kim4'), true, 'a recent one takes the app away');
SELECT is((SELECT count(*) FROM identity.recovery_code), 0::bigint, 'and with the last factor the codes on paper go');

-- Headquarters has to have one.
SELECT identity.open_session(hq, sha256('hq1')) FROM made;
SELECT throws_ok($$SELECT identity.enter_operator('hq1')$$, 'MI107', NULL, 'headquarters sets one up first');
SELECT is((SELECT awaits FROM identity.describe_session('hq1')), 'set_up', 'and sees its own account for that');
SELECT isnt(identity.add_passkey('hq1', '\x01', '\x02', 0, '{internal}', true, ' phone ', sha256('hq2')), NULL, 'a passkey will do');
SELECT isnt(identity.enter_operator('hq2'), NULL, 'then the door opens');
SELECT throws_ok($$SELECT identity.remove_passkey('hq2', passkey_id) FROM identity.passkey$$, 'MI504', NULL, 'the last one stays');

-- Who became an operator while signed in shows one before the door opens.
SELECT identity.open_session(lee, sha256('lee1')) FROM made;
SELECT identity.grant_operator(lee, NULL) FROM made;
SELECT throws_ok($$SELECT identity.enter_operator('lee1')$$, 'MI107', NULL, 'a session from before the grant doesn''t do');

-- Lost everything.
SELECT ok(identity.reset_second_factor(hq, 'lost phone', boss) >= 1, 'operators reset what is lost, which signs out everywhere') FROM made;
SELECT is(pg_temp.events('second_factor_reset'), 1::bigint, 'and is written down');
