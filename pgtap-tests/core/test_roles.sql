-- The roles are what the architecture says: nobody above row security, and nobody a member of more than promised.
SELECT plan(4);

SELECT is_empty(
  $$SELECT rolname FROM pg_roles WHERE rolname LIKE 'mg\_%'
     AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit)$$,
  'no role is superuser, bypasses row security, creates roles or inherits'
);
SELECT is(
  (SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'mg\_%' AND rolcanlogin),
  'mg_app mg_auditor mg_auth mg_batch mg_migrator mg_ops',
  'only programs and auditors log in'
);
SELECT is(
  (SELECT array_agg(concat_ws(' ', m.member::regrole, m.roleid::regrole, m.inherit_option, m.set_option, m.admin_option)
            ORDER BY m.member::regrole::text, m.roleid::regrole::text)
     FROM pg_auth_members AS m
    WHERE m.roleid::regrole::text LIKE 'mg\_%' AND m.member::regrole::text LIKE 'mg\_%'),
  ARRAY['mg_migrator mg_batch_owner f t f', 'mg_migrator mg_door f t f', 'mg_migrator mg_owner f t f',
        'mg_ops mg_operator f t f'],
  'memberships are the four that the architecture names: without inheriting, without administering'
);
-- The door alone may ask for a backend's start, which a seal is bound to; nobody can become it but the migrator.
SELECT is_empty(
  $$SELECT r.rolname FROM pg_roles AS r
     WHERE r.rolname LIKE 'mg\_%'
       AND (r.rolname <> 'mg_door' AND has_function_privilege(r.oid, 'pg_stat_get_activity(integer)', 'EXECUTE')
         OR has_function_privilege(r.oid, 'pg_stat_get_backend_activity(integer)', 'EXECUTE')
         OR has_table_privilege(r.oid, 'extension.pg_stat_statements', 'SELECT'))$$,
  'no role can read other sessions'' statements, which hold live seals'
);

SELECT * FROM finish();
