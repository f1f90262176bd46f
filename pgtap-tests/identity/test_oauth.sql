-- Applications: registered within the own rank, approved by another person, limited by role and scopes, ended by anybody concerned (AU-15, SC-02).
SELECT plan(49);

CREATE TEMP TABLE made AS
SELECT tap.person('owner@shop.kr') AS owner, tap.person('staff@shop.kr') AS staff, tap.person('other@else.kr') AS stranger,
       tap.operator('hq@hq.kr') AS hq, tap.operator('hq2@hq.kr', 'HQ_ADMIN') AS second, tap.operator('safe@hq.kr', 'SECURITY_OFFICER') AS officer,
       uuidv7() AS tenant, uuidv7() AS elsewhere, uuidv7() AS branch, uuidv7() AS client, uuidv7() AS partner;
GRANT ALL ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, owner, 'TENANT_OWNER', NULL, NULL), identity.grant_membership(tenant, staff, 'TENANT_STAFF', branch, NULL),
       identity.grant_membership(elsewhere, stranger, 'TENANT_OWNER', NULL, NULL) FROM made;
INSERT INTO identity.passkey (user_id, credential_id, public_key, sign_count, is_synced)
SELECT u, uuid_send(u), '\x01', 0, false FROM made, unnest(ARRAY[owner, staff, stranger]) AS u;
-- Enters with a second factor shown just now.
CREATE FUNCTION pg_temp.enter(p_user uuid, p_token text) RETURNS text LANGUAGE sql AS $$
  SELECT identity.open_session(p_user, sha256(p_token::bytea), p_method => 'passkey');
  SELECT set_config('mg.context', identity.enter(p_token), true)
$$;
CREATE FUNCTION pg_temp.wish(p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
  SELECT '{"name_ko": "장부", "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://app.kr/back"],
           "scopes": ["openid", "offline_access", "settlement.read_statement"]}'::jsonb || p_more
$$;
CREATE FUNCTION pg_temp.code(p_token text, p_client uuid, p_code text) RETURNS uuid LANGUAGE sql AS $$
  SELECT identity.authorize_client(p_token, p_client, '{openid,offline_access,settlement.read_statement}', 'https://app.kr/back', repeat('x', 43), 'n',
    sha256(p_code::bytea))
$$;

-- Registering.
SELECT throws_ok('SELECT identity.register_client(pg_temp.wish())', 'MC101', NULL, 'nobody registers outside a business');
SELECT pg_temp.enter(staff, 's') FROM made;
SELECT throws_ok('SELECT identity.register_client(pg_temp.wish())', 'MI105', NULL, 'nor who lacks the permission');
SELECT pg_temp.enter(owner, 'o') FROM made;
SELECT throws_ok($$SELECT identity.register_client(pg_temp.wish('{"scopes": ["identity.change_role"]}'))$$, 'MI005', NULL, 'what asks for a second factor no application may ask for');
SELECT throws_ok($$SELECT identity.register_client(pg_temp.wish('{"scopes": ["settlement.settle_period"]}'))$$, 'MI005', NULL, 'nor for what is headquarters''');
SELECT throws_ok(format('SELECT identity.register_client(pg_temp.wish(%L))', w), 'MI006', NULL, 'it can''t be registered with ' || w)
  FROM unnest(ARRAY['{"name_ko": " "}', '{"name_ko": null}', '{"redirect_uris": []}', '{"redirect_uris": ["http://app.kr/back"]}',
    '{"redirect_uris": ["https://app.kr/back#x"]}', '{"redirect_uris": ["https://me@app.kr/back"]}', '{"redirect_uris": ["javascript:alert(1)"]}',
    '{"redirect_uris": ["https://a.kr/b c"]}', '{"grant_types": ["password"]}', '{"grant_types": ["client_credentials"]}']) AS w;
SELECT throws_ok($$SELECT identity.register_client(pg_temp.wish('{"grant_types": ["client_credentials"], "redirect_uris": [], "role_code": "HQ_MASTER"}'), '\x01')$$,
  'MI109', NULL, 'nobody gives it a role above the own one');
UPDATE made SET client = identity.register_client(pg_temp.wish(), '\x01');
SELECT results_eq('SELECT c.oauth_client_id, c.state FROM identity.list_client() AS c', $$SELECT client, 'requested' FROM made$$, 'registered, it waits');
SELECT is_empty('SELECT 1 FROM made, identity.find_client(client)', 'and is not known to the token service');
SELECT throws_ok('SELECT pg_temp.code($$o$$, client, $$c0$$) FROM made', 'MI408', NULL, 'nor may anybody let it in');

-- Headquarters decides, by two people for its own.
SELECT throws_ok('SELECT identity.decide_client(client, $$approved$$, NULL, NULL, officer) FROM made', 'MI105', NULL, 'who lacks the permission doesn''t decide');
SELECT throws_ok('SELECT identity.decide_client(client, $$suspended$$, NULL, NULL, hq) FROM made', 'MI511', NULL, 'what waits isn''t suspended');
SELECT throws_ok('SELECT identity.decide_client(uuidv7(), $$approved$$, NULL, NULL, hq) FROM made', 'MI408', NULL, 'nor what there isn''t approved');
SELECT lives_ok('SELECT identity.decide_client(client, $$approved$$, 5, $$fine$$, hq) FROM made', 'it is approved');
UPDATE made SET partner = identity.register_partner_client(pg_temp.wish(), NULL, hq);
SELECT throws_ok('SELECT identity.decide_client(partner, $$approved$$, NULL, NULL, hq) FROM made', 'MI115', NULL, 'nobody approves what they registered');
SELECT lives_ok('SELECT identity.decide_client(partner, $$approved$$, NULL, NULL, second) FROM made', 'somebody else does');
SELECT throws_ok('SELECT identity.decide_client(partner, $$refused$$, NULL, NULL, second) FROM made', 'MI511', NULL, 'what is in use isn''t refused');

-- A person lets it in, once a code.
SELECT throws_ok('SELECT pg_temp.code($$nobody$$, client, $$c1$$) FROM made', 'MI101', NULL, 'nobody without a session lets it in');
SELECT identity.open_session(stranger, sha256('x'), p_method => 'passkey') FROM made;
SELECT throws_ok('SELECT pg_temp.code($$x$$, client, $$c1$$) FROM made', 'MI408', NULL, 'nor somebody of another business');
SELECT lives_ok('SELECT pg_temp.code($$x$$, partner, $$cx$$) FROM made', 'unless it is for all');
SELECT throws_ok($$SELECT identity.authorize_client('o', client, '{email}', 'https://app.kr/back', repeat('x', 43), NULL, '\x02') FROM made$$, 'MI005', NULL, 'no scope beyond the registered ones');
SELECT throws_ok($$SELECT identity.authorize_client('o', client, '{openid}', 'https://app.kr/', repeat('x', 43), NULL, '\x02') FROM made$$, 'MI005', NULL, 'no other address');
SELECT lives_ok('SELECT pg_temp.code($$s$$, client, $$c1$$) FROM made', 'who may enter lets it in');
SELECT is_empty('SELECT 1 FROM made, identity.use_code(partner, sha256($$c1$$))', 'the code is nothing to another application');
SELECT results_eq('SELECT user_id, nonce FROM made, identity.use_code(client, sha256($$c1$$))', $$SELECT staff, 'n' FROM made$$, 'to its own it stands for the person');
CREATE TEMP TABLE got AS SELECT g.oauth_grant_id AS grant_id FROM identity.oauth_grant AS g, made WHERE g.user_id = staff;
GRANT SELECT ON got TO PUBLIC;
SELECT identity.put_tokens(grant_id, '{openid,settlement.read_statement}', sha256('t1'), '10 minutes', sha256('r1'), '1 day') FROM got;

-- The token enters with what role and scopes both allow.
SELECT results_eq('SELECT tenant_id, branch_id, permissions FROM identity.describe_token(sha256($$t1$$))',
  $$SELECT tenant, branch, '{settlement.read_statement}'::text[] FROM made$$, 'it is of the branch that the person is limited to');
SELECT throws_ok($$SELECT identity.enter_token('t1', NULL, 'commerce.record_payment')$$, 'MI113', NULL, 'what the scopes leave out is refused at the door');
SELECT throws_ok($$SELECT identity.enter_token('r1')$$, 'MI114', NULL, 'a refresh token opens nothing');
SELECT set_config('mg.context', identity.enter_token('t1', NULL, 'settlement.read_statement'), true);
SELECT is(identity.own_permissions(), '{settlement.read_statement}', 'inside, it may what both allow');
SELECT lives_ok($$SELECT identity.require_permission('settlement.read_statement')$$, 'routines let it');
SELECT throws_ok($$SELECT identity.require_permission('commerce.record_payment')$$, 'MI113', NULL, 'or refuse, whatever the door was asked for');
SELECT throws_ok($$SELECT identity.require_recent_factor()$$, 'MI107', NULL, 'and what asks for a second factor it never does');
SELECT results_eq('SELECT call_limit, calls_left FROM identity.count_call(sha256($$t1$$))', 'VALUES (5, 4)', 'its calls are counted');

-- Ends.
SELECT is(identity.revoke_membership(tenant, staff, NULL), 1, 'the role is taken from the person') FROM made;
SELECT throws_ok($$SELECT identity.enter_token('t1')$$, 'MI114', NULL, 'and from the application with it');
SELECT identity.grant_membership(tenant, staff, 'TENANT_STAFF', branch, NULL) FROM made;
SELECT is((SELECT count(*) FROM made, identity.use_refresh_token(client, sha256('r1'))), 1::bigint, 'a refresh token works once');
SELECT is((SELECT count(*) FROM made, identity.use_refresh_token(client, sha256('r1'))), 0::bigint, 'and the second time');
SELECT results_eq('SELECT ended_because FROM identity.oauth_grant AS g JOIN got ON grant_id = oauth_grant_id', $$VALUES ('reused')$$, 'ends all that it stood for');
SELECT throws_ok('SELECT identity.put_tokens(grant_id, $${openid}$$, $$t2$$, $$1 minute$$) FROM got', 'MI114', NULL, 'so that no token is made of it');
SELECT lives_ok('SELECT identity.sweep(now() + interval $$40 days$$)', 'what is over is swept');
SELECT is((SELECT count(*) FROM identity.oauth_token), 0::bigint, 'tokens too');
