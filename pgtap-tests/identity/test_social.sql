-- Log-ins of other services: one of each a person, linked by a verified address alone, never the last way in taken away (AU-02).
SELECT plan(12);

CREATE TEMP TABLE made AS SELECT tap.person('kim@example.kr', 'hash') AS kim, tap.person('lee@example.kr', 'hash') AS lee;
GRANT SELECT ON made TO PUBLIC;
SELECT identity.open_session(kim, sha256('kim')), identity.open_session(lee, sha256('lee')) FROM made;

SELECT results_eq($$SELECT user_id FROM identity.begin_social('kakao', '1')$$, 'SELECT NULL::uuid', 'a log-in that nobody linked');
SELECT lives_ok($$SELECT identity.link_social('kim', 'kakao', '1')$$, 'is linked by who is signed in');
SELECT results_eq($$SELECT user_id FROM identity.begin_social('kakao', '1')$$, 'SELECT kim FROM made', 'and opens that account from then on');
SELECT throws_ok($$SELECT identity.link_social('lee', 'kakao', '1')$$, 'MI509', NULL, 'it is nobody else''s');
SELECT throws_ok($$SELECT identity.link_social('kim', 'kakao', '2')$$, 'MI509', NULL, 'nor has anybody two of one service');
SELECT results_eq($$SELECT user_id FROM identity.begin_social('naver', 'n', tap.email_index('lee@example.kr'))$$, 'SELECT lee FROM made',
  'a verified address links the account that confirmed the same one');
SELECT results_eq($$SELECT user_id, is_email_taken FROM identity.begin_social('kakao', '3', tap.email_index('kim@example.kr'))$$, 'SELECT NULL::uuid, true',
  'but not a second log-in of one service');
UPDATE identity.auth_user AS u SET password_hash = NULL FROM made WHERE u.user_id = lee;
SELECT throws_ok($$SELECT identity.unlink_social('lee', 'naver')$$, 'MI510', NULL, 'the only way in stays');
SELECT is(identity.unlink_social('kim', 'kakao'), true, 'where there is a password it goes');
SELECT is(identity.unlink_social('kim', 'kakao'), false, 'once');
SELECT results_eq($$SELECT provider FROM identity.list_social('lee')$$, $$VALUES ('naver')$$, 'its owner sees what is linked');
SELECT is((SELECT count(*) FROM identity.outgoing_mail WHERE template = 'social_linked'), 2::bigint, 'and was told of each');
