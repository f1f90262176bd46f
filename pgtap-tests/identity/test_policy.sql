-- Rules of access: drafted and switched by whoever may, never changed while in force, a business's own or headquarters' (AU-10).
SELECT plan(21);

CREATE TEMP TABLE made AS
SELECT tap.person('owner@shop.kr') AS owner, tap.person('staff@shop.kr') AS staff, tap.person('other@else.kr') AS stranger,
       tap.operator('hq@hq.kr') AS hq, tap.operator('money@hq.kr', 'HQ_FINANCE') AS finance, uuidv7() AS tenant, uuidv7() AS elsewhere, uuidv7() AS rule, uuidv7() AS common;
GRANT ALL ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, owner, 'TENANT_OWNER', NULL, NULL), identity.grant_membership(tenant, staff, 'TENANT_STAFF', NULL, NULL),
       identity.grant_membership(elsewhere, stranger, 'TENANT_OWNER', NULL, NULL) FROM made;
INSERT INTO identity.passkey (user_id, credential_id, public_key, sign_count, is_synced)
SELECT u, uuid_send(u), '\x01', 0, false FROM made, unnest(ARRAY[owner, staff, stranger]) AS u;
CREATE FUNCTION pg_temp.enter(p_user uuid, p_token text) RETURNS text LANGUAGE sql AS $$
  SELECT identity.open_session(p_user, sha256(p_token::bytea), p_method => 'passkey');
  SELECT set_config('mg.context', identity.enter(p_token), true)
$$;
CREATE FUNCTION pg_temp.wish(p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
  SELECT '{"name_ko": "야간 차단", "effect": "deny", "permissions": ["settlement.read_statement"], "condition": "time.hour < 9", "is_about_resource": false}'::jsonb || p_more
$$;

SELECT pg_temp.enter(staff, 's') FROM made;
SELECT throws_ok('SELECT identity.save_policy(NULL, pg_temp.wish())', 'MI105', NULL, 'who lacks the permission drafts nothing');
SELECT throws_ok('SELECT * FROM identity.list_policy()', 'MI105', NULL, 'nor sees the rules');
SELECT pg_temp.enter(owner, 'o') FROM made;
SELECT throws_ok(format('SELECT identity.save_policy(NULL, pg_temp.wish(%L))', w), 'MI007', NULL, 'no rule with ' || w)
  FROM unnest(ARRAY['{"name_ko": " "}', '{"effect": "maybe"}', '{"condition": " "}', '{"is_about_resource": null}']) AS w;
SELECT throws_ok($$SELECT identity.save_policy(NULL, pg_temp.wish('{"permissions": ["settlement.settle_period"]}'))$$, 'MI406', NULL, 'nor about what no business may');
UPDATE made SET rule = identity.save_policy(NULL, pg_temp.wish());
SELECT is_empty($$SELECT 1 FROM identity.rules_in_force('settlement.read_statement')$$, 'a draft isn''t in force');
SELECT lives_ok('SELECT identity.save_policy(rule, pg_temp.wish($${"condition": "time.hour < 8"}$$)) FROM made', 'and can be changed');
SELECT lives_ok('SELECT identity.switch_policy(rule, $$active$$) FROM made', 'it is put into force');
SELECT results_eq($$SELECT condition FROM identity.rules_in_force('settlement.read_statement')$$, $$VALUES ('time.hour < 8')$$, 'and holds');
SELECT is_empty($$SELECT 1 FROM identity.rules_in_force('identity.read_member')$$, 'for what it is about');
SELECT throws_ok('SELECT identity.save_policy(rule, pg_temp.wish()) FROM made', 'MI409', NULL, 'in force it is not changed');
SELECT throws_ok('SELECT identity.switch_policy(rule, $$draft$$) FROM made', 'MI409', NULL, 'nor goes back');
SELECT is(identity.policy_facts() #>> '{user,role}', 'TENANT_OWNER', 'conditions see who it is');

-- Another business, and headquarters.
SELECT pg_temp.enter(stranger, 'x') FROM made;
SELECT is_empty($$SELECT 1 FROM identity.rules_in_force(NULL)$$, 'it holds in no other business');
SELECT throws_ok('SELECT identity.switch_policy(rule, $$retired$$) FROM made', 'MI409', NULL, 'and nobody else takes it out of force');
SELECT throws_ok('SELECT identity.save_platform_policy(NULL, pg_temp.wish(), finance) FROM made', 'MI105', NULL, 'who lacks the permission drafts nothing for all');
UPDATE made SET common = identity.save_platform_policy(NULL, pg_temp.wish('{"permissions": []}'), hq);
SELECT lives_ok('SELECT identity.switch_platform_policy(common, $$active$$, hq) FROM made', 'headquarters'' rule is put into force');
SELECT results_eq('SELECT policy_rule_id FROM identity.rules_in_force($$identity.change_policy$$)', 'SELECT common FROM made', 'and holds everywhere, for everything');
SELECT throws_ok('SELECT identity.switch_policy(common, $$retired$$) FROM made', 'MI409', NULL, 'no business takes it out of force');
