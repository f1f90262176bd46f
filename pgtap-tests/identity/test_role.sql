-- Roles of a business: from templates, within locks and rank, merged with what changes above (AU-08, AU-11, AU-12).
SELECT plan(50);

CREATE TEMP TABLE made AS
SELECT tap.person('owner@shop.kr') AS owner, tap.person('manager@shop.kr') AS manager, tap.person('staff@shop.kr') AS staff,
       tap.person('other@else.kr') AS stranger, tap.person('guest@else.kr') AS guest, tap.operator('hq@hq.kr') AS hq, uuidv7() AS tenant, uuidv7() AS elsewhere, uuidv7() AS branch;
GRANT SELECT ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, owner, 'TENANT_OWNER', NULL, NULL), identity.grant_membership(tenant, manager, 'TENANT_MANAGER', NULL, NULL),
       identity.grant_membership(tenant, staff, 'TENANT_STAFF', branch, NULL), identity.grant_membership(elsewhere, stranger, 'TENANT_OWNER', NULL, NULL)
  FROM made;
-- Enters with a second factor shown just now.
CREATE FUNCTION pg_temp.enter(p_user uuid, p_token text) RETURNS text LANGUAGE sql AS $$
  SELECT identity.open_session(p_user, sha256(p_token::bytea), p_method => 'passkey');
  SELECT set_config('mg.context', identity.enter(p_token), true)
$$;
CREATE FUNCTION pg_temp.may(p_role text) RETURNS text[] LANGUAGE sql AS
  $$SELECT identity.permissions_of(tenant, p_role) FROM made$$;
INSERT INTO identity.passkey (user_id, credential_id, public_key, sign_count, is_synced)
SELECT u, uuid_send(u), '\x01', 0, false FROM made, unnest(ARRAY[owner, manager, staff, stranger]) AS u;

SELECT pg_temp.enter(owner, 'o1') FROM made;
SELECT results_eq('SELECT role_code, member_count FROM identity.list_role()',
  $$VALUES ('TENANT_OWNER', 1), ('TENANT_MANAGER', 1), ('TENANT_STAFF', 1)$$, 'the roles that a business uses, highest first');
SELECT is((SELECT count(*) FROM identity.list_template() WHERE NOT is_active AND business_type = 'academy'), 4::bigint, 'and those it may activate');
SELECT lives_ok($$SELECT identity.activate_role('ACADEMY_TEACHER')$$, 'one is activated');
SELECT lives_ok($$SELECT identity.activate_role('ACADEMY_TEACHER')$$, 'twice is once');
SELECT throws_ok($$SELECT identity.activate_role('HQ_MASTER')$$, 'MI404', NULL, 'headquarters'' roles are not for a business');
SELECT is(pg_temp.may('ACADEMY_TEACHER'), '{identity.read_member}', 'it may what its template says');

-- Customised, it goes its own way.
SELECT lives_ok($$SELECT identity.change_role('ACADEMY_TEACHER', '담임', 'Form teacher', false, '{identity.read_member,settlement.read_statement}')$$,
  'a role is given more');
SELECT is(pg_temp.may('ACADEMY_TEACHER'), '{identity.read_member,settlement.read_statement}', 'it has it');
SELECT results_eq($$SELECT name_ko, name_en FROM identity.list_role() WHERE role_code = 'ACADEMY_TEACHER'$$, $$VALUES ('담임', 'Form teacher')$$, 'under its own name');
SELECT throws_ok($$SELECT identity.change_role('ACADEMY_TEACHER', '', '', false, '{identity.change_role}')$$, 'MI110', NULL, 'what headquarters locks is not given further');
SELECT throws_ok($$SELECT identity.change_role('ACADEMY_TEACHER', '', '', false, '{settlement.confirm_statement}')$$, 'MI109', NULL, 'nor what headquarters alone has');
SELECT throws_ok($$SELECT identity.change_role('ACADEMY_TEACHER', '', '', false, '{no.such_thing}')$$, 'MI109', NULL, 'nor what there isn''t');
SELECT throws_ok($$SELECT identity.change_role('TENANT_OWNER', '', '', false, '{}')$$, 'MI507', NULL, 'the owner may always do everything');
SELECT throws_ok($$SELECT identity.change_role('NOBODY', '', '', false, '{}')$$, 'MI404', NULL, 'a role that is not used');
SELECT is(identity.lock_permission('identity.change_role', false, hq), true, 'headquarters unlocks') FROM made;
SELECT is(identity.lock_permission('identity.change_role', false, hq), false, 'twice is once') FROM made;
SELECT throws_ok($$SELECT identity.lock_permission('settlement.approve_payout', true, hq) FROM made$$, 'MI406', NULL, 'only what businesses have is locked');
SELECT lives_ok($$SELECT identity.change_role('TENANT_MANAGER', '', '', false, pg_temp.may('TENANT_MANAGER') || ARRAY['identity.change_role'])$$, 'now it can be given');

-- What changes in the template reaches a customised role when the business says so.
INSERT INTO identity.role_template_permission VALUES ('ACADEMY_TEACHER', 'commerce.record_payment'), ('ACADEMY_STUDENT', 'identity.read_member');
DELETE FROM identity.role_template_permission WHERE template_code = 'ACADEMY_TEACHER' AND permission_code = 'identity.read_member';
SELECT is(pg_temp.may('ACADEMY_TEACHER'), '{identity.read_member,settlement.read_statement}', 'a customised role stays as it is');
SELECT lives_ok($$SELECT identity.activate_role('ACADEMY_STUDENT')$$, 'one that follows its template');
SELECT is(pg_temp.may('ACADEMY_STUDENT'), '{identity.read_member}', 'has what is new at once');
SELECT results_eq($$SELECT base_permissions, template_permissions FROM identity.list_role() WHERE role_code = 'ACADEMY_TEACHER'$$,
  $$VALUES ('{identity.read_member}'::text[], '{commerce.record_payment}'::text[])$$, 'the difference is shown');
SELECT is(identity.merge_role('ACADEMY_TEACHER'), '{commerce.record_payment,settlement.read_statement}', 'merged: new comes, gone goes, the own stays');
SELECT is(identity.merge_role('ACADEMY_TEACHER'), '{commerce.record_payment,settlement.read_statement}', 'twice is once');
SELECT is((SELECT name_ko FROM identity.list_role() WHERE role_code = 'ACADEMY_TEACHER'), '담임', 'and the name stays');
SELECT lives_ok($$SELECT identity.change_role('ACADEMY_STUDENT', '', '', false, '{}')$$, 'a role is given less');
SELECT is(pg_temp.may('ACADEMY_STUDENT'), '{}', 'and has it no more');
SELECT lives_ok($$SELECT identity.retire_role('ACADEMY_STUDENT')$$, 'a role that nobody has goes');
SELECT throws_ok($$SELECT identity.retire_role('TENANT_STAFF')$$, 'MI506', NULL, 'one with people doesn''t');
SELECT is((SELECT count(*) FROM audit.entry AS e, made WHERE e.tenant_id = tenant AND e.created_by = owner AND e.action LIKE 'identity.role.%'), 8::bigint,
  'every change is audited, in the name of who did it');

-- Rank: nobody gives what they don't have.
SELECT pg_temp.enter(manager, 'm1') FROM made;
SELECT throws_ok($$SELECT identity.change_role('TENANT_STAFF', '', '', false, '{identity.change_role,identity.show_member}')$$, 'MI110', NULL,
  'a locked one isn''t given by a manager either');
SELECT throws_ok($$SELECT identity.change_role('TENANT_OWNER', '', '', true, pg_temp.may('TENANT_OWNER'))$$, 'MI109', NULL, 'nor does a manager change a higher role');
SELECT throws_ok($$SELECT identity.end_role(membership_id) FROM identity.list_member() WHERE role_code = 'TENANT_OWNER'$$, 'MI109', NULL, 'or remove an owner');

-- A second factor that a business asks of a role.
SELECT pg_temp.enter(owner, 'o2') FROM made;
SELECT lives_ok($$SELECT identity.change_role('TENANT_STAFF', '', '', true, pg_temp.may('TENANT_STAFF'))$$, 'the owner asks staff for a second factor');
SELECT is(identity.needs_second_factor(staff), true, 'which they now need') FROM made;
DELETE FROM identity.passkey AS p USING made WHERE p.user_id = staff;
SELECT identity.open_session(staff, sha256('s1')) FROM made;
SELECT throws_ok($$SELECT identity.enter('s1')$$, 'MI107', NULL, 'and set up before anything else');
UPDATE identity.auth_session SET awaits = NULL WHERE token_hash = sha256('s1');
SELECT throws_ok($$SELECT identity.enter('s1')$$, 'MI107', NULL, 'also where a session was open before');

-- People.
SELECT is((SELECT count(*) FROM identity.list_member()), 3::bigint, 'an owner sees the business''s people');
SELECT throws_ok($$SELECT identity.end_role(membership_id) FROM identity.list_member() WHERE role_code = 'TENANT_OWNER'$$, 'MI502', NULL, 'the last owner stays');
SELECT lives_ok($$SELECT identity.end_role(membership_id) FROM identity.list_member() WHERE role_code = 'TENANT_STAFF'$$, 'others go');
SELECT throws_ok($$SELECT identity.show_member((SELECT membership_id FROM identity.list_member() LIMIT 1), ' ')$$, 'MI001', NULL, 'seeing somebody needs a reason');
SELECT isnt(tenancy.invite_member(NULL, tap.email_index('guest@else.kr'), 'TENANT_STAFF', '', 'ko'), NULL, 'somebody with an account gets a role')
  FROM made;
SELECT is((SELECT count(*) FROM identity.outgoing_mail WHERE template = 'role_given'), 1::bigint, 'and a mail about it');
SELECT throws_ok($$SELECT tenancy.invite_member(NULL, tap.email_index('guest@else.kr'), 'TENANT_STAFF', 'nowhere', 'ko')$$, 'MI111', NULL,
  'in no branch that isn''t there');
SELECT throws_ok($$SELECT tenancy.invite_member(NULL, tap.email_index('guest@else.kr'), 'FOOD_RIDER', '', 'ko')$$, 'MI404', NULL,
  'nor in a role that isn''t used');
SELECT pg_temp.enter(manager, 'm2') FROM made;
SELECT throws_ok($$SELECT tenancy.invite_member(NULL, tap.email_index('guest@else.kr'), 'TENANT_OWNER', '', 'ko')$$, 'MI109', NULL,
  'a manager makes no owners');
UPDATE identity.membership AS m SET branch_id = branch FROM made WHERE m.user_id = manager;
SELECT pg_temp.enter(manager, 'm3') FROM made;
SELECT throws_ok($$SELECT tenancy.invite_member(NULL, tap.email_index('guest@else.kr'), 'TENANT_STAFF', '', 'ko')$$, 'MI111', NULL,
  'nor takes people on for branches that aren''t the own one');
SELECT pg_temp.enter(stranger, 'x1') FROM made;
SELECT throws_ok($$SELECT identity.end_role(m.membership_id) FROM identity.membership AS m, made WHERE m.user_id = manager$$, 'MI405', NULL,
  'another business''s people are out of reach');
SELECT throws_ok($$SELECT identity.change_role('ACADEMY_TEACHER', '', '', false, '{}')$$, 'MI404', NULL, 'and so are its roles');
UPDATE identity.auth_session SET second_factor_at = now() - interval '1 hour' WHERE token_hash = sha256('x1');
SELECT throws_ok($$SELECT identity.activate_role('FOOD_RIDER')$$, 'MI108', NULL, 'roles are changed with a recent second factor alone');
