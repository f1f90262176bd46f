-- Who signs in through a business's directory reaches that business, and not the account (AU-15).
SELECT plan(24);

CREATE TEMP TABLE made AS
SELECT tap.person('owner@shop.kr') AS owner, tap.person('staff@shop.kr') AS staff, tap.person('other@else.kr') AS stranger,
       uuidv7() AS tenant, uuidv7() AS elsewhere, uuidv7() AS open, uuidv7() AS shut;
GRANT ALL ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, owner, 'TENANT_OWNER', NULL, NULL), identity.grant_membership(tenant, staff, 'TENANT_STAFF', NULL, NULL),
       identity.grant_membership(elsewhere, staff, 'TENANT_OWNER', NULL, NULL), identity.grant_membership(elsewhere, stranger, 'TENANT_OWNER', NULL, NULL) FROM made;
INSERT INTO identity.passkey (user_id, credential_id, public_key, sign_count, is_synced) SELECT owner, '\x0a', '\x01', 0, false FROM made;
CREATE FUNCTION pg_temp.enter(p_user uuid, p_token text) RETURNS text LANGUAGE sql AS $$
  SELECT identity.open_session(p_user, sha256(p_token::bytea), p_method => 'passkey');
  SELECT set_config('mg.context', identity.enter(p_token), true)
$$;
CREATE FUNCTION pg_temp.wish(p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
  SELECT '{"sign_in_name": "shop", "kind": "oidc", "issuer": "https://id.shop.kr", "client_id": "us"}'::jsonb || p_more
$$;
CREATE FUNCTION pg_temp.come(p_connection uuid, p_subject text, p_email text, p_token text) RETURNS uuid LANGUAGE sql AS $$
  SELECT identity.open_guest_session(p_connection, p_subject, NULL, tap.email_index(p_email), 'ko', sha256(p_token::bytea))
$$;

SELECT identity.open_session(staff, sha256('own')) FROM made;
SELECT set_config('mg.context', identity.enter('own', 'TENANT_STAFF'), true);
SELECT throws_ok('SELECT identity.connect_directory(pg_temp.wish())', 'MI105', NULL, 'who lacks the permission connects nothing');
SELECT pg_temp.enter(owner, 'o') FROM made;
SELECT throws_ok(format('SELECT identity.connect_directory(pg_temp.wish(%L))', w), 'MI008', NULL, 'no directory with ' || w)
  FROM unnest(ARRAY['{"sign_in_name": "A b"}', '{"issuer": "id.shop.kr"}', '{"client_id": null}', '{"kind": "ldap"}', '{"kind": "saml"}']) AS w;
SELECT throws_ok($$SELECT identity.connect_directory(pg_temp.wish('{"role_code": "HQ_MASTER"}'))$$, 'MI109', NULL, 'nobody gives newcomers a role above the own one');
UPDATE made SET shut = identity.connect_directory(pg_temp.wish());
SELECT throws_ok('SELECT identity.connect_directory(pg_temp.wish())', 'MI512', NULL, 'a name is somebody''s');
SELECT results_eq('SELECT sign_in_name, people_count FROM identity.list_connection()', $$VALUES ('shop', 0)$$, 'it is connected');
SELECT results_eq($$SELECT sso_connection_id FROM identity.find_connection(' Shop ')$$, 'SELECT shut FROM made', 'and found by its name');

SELECT throws_ok($$SELECT pg_temp.come(shut, 's', 'other@else.kr', 'g0') FROM made$$, 'MI117', NULL, 'nobody of another business comes in');
SELECT throws_ok($$SELECT pg_temp.come(shut, 's', 'new@nowhere.kr', 'g0') FROM made$$, 'MI117', NULL, 'nor anybody unknown');
SELECT throws_ok($$SELECT identity.open_guest_session(shut, 's', NULL, NULL, 'ko', '\x01') FROM made$$, 'MI117', NULL, 'nor somebody without an address');
SELECT throws_ok($$SELECT pg_temp.come(uuidv7(), 's', 'staff@shop.kr', 'g0')$$, 'MI410', NULL, 'nor by a directory that there isn''t');
SELECT lives_ok($$SELECT pg_temp.come(shut, 's1', 'staff@shop.kr', 'g1') FROM made$$, 'somebody of the business does');
SELECT throws_ok($$SELECT pg_temp.come(shut, 's2', 'staff@shop.kr', 'g2') FROM made$$, 'MI117', NULL, 'under one number alone');
SELECT is(split_part(identity.enter('g1'), '|', 1)::uuid, tenant, 'in the business whose directory it is') FROM made;
SELECT throws_ok($$SELECT identity.choose_tenant('g1', elsewhere) FROM made$$, 'MI116', NULL, 'not in another one of the same person');
SELECT throws_ok($$SELECT identity.enter('g1', 'TENANT_OWNER')$$, 'MI102', NULL, 'nor in a role that the person has there');
SELECT throws_ok($$SELECT identity.change_password('g1', 'x', '\x01')$$, 'MI116', NULL, 'and the account is out of reach');
SELECT throws_ok($$SELECT identity.withdraw('g1')$$, 'MI116', NULL, 'all of it');

SELECT throws_ok('SELECT identity.disconnect_directory(uuidv7())', 'MI410', NULL, 'what isn''t connected isn''t disconnected');
SELECT lives_ok('SELECT identity.disconnect_directory(shut) FROM made', 'a directory is taken away');
SELECT throws_ok($$SELECT identity.enter('g1')$$, 'MI101', NULL, 'and who came in by it is out');
