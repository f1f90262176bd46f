-- Consent by version: asked again when a version changes, withdrawn where nobody has to give it (TN-10).
SELECT plan(24);

CREATE TEMP TABLE made AS SELECT tap.person('kim@example.kr', 'hash') AS kim, tap.person('lee@example.kr', 'hash') AS lee, tap.operator('hq@hq.kr') AS hq, uuidv7() AS tenant, uuidv7() AS other;
GRANT SELECT ON made TO PUBLIC;
SELECT identity.grant_membership(tenant, kim, 'TENANT_OWNER', NULL, NULL), identity.open_session(kim, sha256('kim')) FROM made;
CREATE FUNCTION pg_temp.publish(p_code text, p_required boolean, p_from timestamptz) RETURNS integer LANGUAGE sql AS
  $$SELECT identity.add_consent_document(p_code, p_required, p_from, '{"title_ko": "약관", "body_ko": "본문"}', hq) FROM made$$;

SELECT isnt(identity.enter('kim'), NULL, 'where there are no terms, nothing is asked');
SELECT is(pg_temp.publish('terms_of_service', true, now()), 1, 'the first version');
SELECT is(pg_temp.publish('marketing', false, now()), 1, 'and something optional');
SELECT throws_ok($$SELECT identity.enter('kim')$$, 'MI112', NULL, 'what is required is asked before the door opens');
SELECT results_eq($$SELECT document_code, is_pending FROM identity.list_consent('kim')$$, $$VALUES ('terms_of_service', true), ('marketing', true)$$,
  'what is required comes first');
SELECT is(identity.give_consent('kim', '[{"document_code": "terms_of_service", "version": 2}]'), 0, 'a version that isn''t there counts for nothing');
SELECT is(identity.give_consent('kim', '[{"document_code": "terms_of_service", "version": 1}, {"document_code": "marketing", "version": 1}]'), 2,
  'agreed');
SELECT is(identity.give_consent('kim', '[{"document_code": "marketing", "version": 1}]'), 0, 'once');
SELECT isnt(identity.enter('kim'), NULL, 'the door opens');
SELECT is(identity.withdraw_consent('kim', 'marketing'), true, 'what is optional is taken back');
SELECT throws_ok($$SELECT identity.withdraw_consent('kim', 'terms_of_service')$$, 'MI508', NULL, 'what is required isn''t');
SELECT is(pg_temp.publish('terms_of_service', true, now() + interval '1 day'), 2, 'a version for tomorrow');
SELECT isnt(identity.enter('kim'), NULL, 'is asked tomorrow');
UPDATE identity.consent_document SET begins_at = now() WHERE version = 2;
SELECT throws_ok($$SELECT identity.enter('kim')$$, 'MI112', NULL, 'then everybody is asked again');
SELECT throws_ok($$SELECT pg_temp.publish('terms_of_service', true, now() - interval '1 day')$$, 'MI003', NULL, 'versions follow one another');

-- What a business agrees to: its owner is asked, and once for all owners.
SELECT identity.grant_membership(tenant, lee, 'TENANT_MANAGER', NULL, NULL), identity.open_session(lee, sha256('lee')) FROM made;
SELECT identity.give_consent(t, '[{"document_code": "terms_of_service", "version": 2}]') FROM unnest(ARRAY['kim', 'lee']) AS t;
SELECT is(identity.add_consent_document('merchant_terms', true, now(), '{"title_ko": "가맹", "body_ko": "본문"}', hq, 'business'), 1, 'terms for businesses') FROM made;
SELECT throws_ok($$SELECT identity.enter('kim')$$, 'MI112', NULL, 'the owner is asked');
SELECT isnt(identity.enter('lee'), NULL, 'others go on working');
SELECT is((SELECT count(*) FROM identity.list_consent('lee') WHERE audience = 'business'), 0::bigint, 'and aren''t shown them');
SELECT is(identity.give_consent('lee', '[{"document_code": "merchant_terms", "version": 1}]'), 0, 'nor agree for the business');
SELECT is(identity.give_consent('kim', '[{"document_code": "merchant_terms", "version": 1}]'), 1, 'the owner does');
SELECT results_eq($$SELECT tenant_id FROM identity.consent WHERE document_code = 'merchant_terms'$$, 'SELECT tenant FROM made', 'for that business');
SELECT isnt(identity.enter('kim'), NULL, 'and comes in');
SELECT identity.grant_membership(tenant, lee, 'TENANT_OWNER', NULL, NULL) FROM made;
SELECT isnt(identity.enter('lee', 'TENANT_OWNER'), NULL, 'as does every other owner of it');
