-- A context holds only as it was sealed, here and now.
SELECT plan(20);

CREATE TEMP TABLE mark (sealed text);
GRANT SELECT ON mark TO PUBLIC;
INSERT INTO mark SELECT core.mint_seal('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000b',
  '00000000-0000-7000-8000-000000000002', 'TENANT_OWNER', '00000000-0000-7000-8000-000000000003', interval '5 minutes',
  p_session_id => '00000000-0000-7000-8000-000000000004');

-- Volatile, so that the context is read anew for every row that asks.
CREATE FUNCTION pg_temp.tenant_under(p_sealed text) RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('mg.context', p_sealed, true);
  RETURN core.tenant_id();
END
$$;

SET LOCAL ROLE mg_app;
SET LOCAL search_path = tap, pg_catalog;
SELECT is(core.tenant_id(), NULL, 'without a context there is no tenant');
SELECT set_config('mg.context', '', true);
SELECT is(core.tenant_id(), NULL, 'an empty context is none');
SELECT set_config('mg.context', (SELECT sealed FROM mark), true);
SELECT is(core.tenant_id(), '00000000-0000-7000-8000-000000000001', 'tenant');
SELECT is(core.branch_id(), '00000000-0000-7000-8000-00000000000b', 'branch');
SELECT is(core.user_id(), '00000000-0000-7000-8000-000000000002', 'user');
SELECT is(core.role_code(), 'TENANT_OWNER', 'role');
SELECT is(core.request_id(), '00000000-0000-7000-8000-000000000003', 'request');
SELECT is(core.session_id(), '00000000-0000-7000-8000-000000000004', 'session');
SELECT is(core.is_operator(), false, 'no operator');
SELECT is(core.require_tenant_id(), '00000000-0000-7000-8000-000000000001', 'a command gets its tenant');

-- Every single part is under the seal: change one character of each, in turn.
SELECT is_empty(
  $$SELECT part FROM generate_series(1, 10) AS part, mark
     WHERE pg_temp.tenant_under((
       SELECT string_agg(CASE WHEN n = part THEN translate(left(p, 1), '0123456789abcdefTO', '123456789abcdef0XP')
              || substr(p, 2) ELSE p END, '|' ORDER BY n)
         FROM unnest(string_to_array(sealed, '|')) WITH ORDINALITY AS u (p, n))) IS NOT NULL$$,
  'an altered context is none'
);
SELECT is((SELECT pg_temp.tenant_under(sealed) FROM mark), '00000000-0000-7000-8000-000000000001', 'the unaltered one is');
SELECT set_config('mg.context', (SELECT regexp_replace(sealed, '[|][0-9]+[|]([^|]+[|][^|]+)$', '|cluster|\1') FROM mark), true);
SELECT is(core.tenant_id(), NULL, 'the scope can''t be widened');
SELECT set_config('mg.context', '00000000-0000-7000-8000-000000000001', true);
SELECT is(core.tenant_id(), NULL, 'a bare tenant is no context');
SELECT set_config('mg.context', repeat('|', 9), true);
SELECT is(core.tenant_id(), NULL, 'empty parts are no context');
SELECT throws_ok('SELECT core.require_tenant_id()', 'MC102', NULL, 'a command in a context that doesn''t hold fails');
SELECT set_config('mg.context', '', true);
SELECT throws_ok('SELECT core.require_tenant_id()', 'MC101', NULL, 'and so does one without any');
SELECT throws_ok($$SELECT core.mint_seal(NULL, NULL, NULL, 'OPERATOR', NULL, '1 minute')$$, '42501', NULL, 'portals can''t mint');
SELECT throws_ok('SELECT * FROM core.seal_key', '42501', NULL, 'nor read the key');
RESET ROLE;

-- A rotation without grace ends every live context.
SELECT set_config('mg.context', (SELECT sealed FROM mark), true);
SELECT core.rotate_seal_key(interval '0');
SELECT is(core.tenant_id(), NULL, 'a retired key seals nothing');

SELECT * FROM finish();
