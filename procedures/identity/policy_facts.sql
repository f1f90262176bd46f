SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.policy_facts(p_device_hash bytea DEFAULT NULL) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $policy_facts$
  SELECT jsonb_build_object(
    'user', jsonb_build_object('id', core.user_id(), 'role', core.role_code(), 'level', coalesce(identity.role_level(core.tenant_id(), core.role_code()), 0),
      'is_application', EXISTS (SELECT 1 FROM identity.oauth_token AS t WHERE t.oauth_token_id = core.session_id())),
    'branch', jsonb_build_object('id', coalesce(core.branch_id()::text, '')),
    'business', jsonb_build_object('id', core.tenant_id(), 'types', coalesce((
      SELECT jsonb_agg(DISTINCT t.business_type)
        FROM identity.tenant_role AS r JOIN identity.role_template AS t ON t.template_code = r.template_code
       WHERE r.tenant_id = core.tenant_id() AND r.retired_at IS NULL AND t.business_type <> ''), '[]')),
    'session', coalesce((SELECT jsonb_build_object('method', s.method,
        'has_second_factor', s.second_factor_at IS NOT NULL,
        'age_minutes', floor(extract(epoch FROM statement_timestamp() - s.created_at) / 60)::integer)
        FROM identity.auth_session AS s WHERE s.auth_session_id = core.session_id()),
      '{"method": "token", "has_second_factor": false, "age_minutes": 0}'),
    'device', coalesce((SELECT jsonb_build_object('is_known', d.token_hash = p_device_hash,
        'age_days', floor(extract(epoch FROM statement_timestamp() - d.first_seen_at) / 86400)::integer)
        FROM identity.auth_session AS s JOIN identity.device AS d ON d.device_id = s.device_id WHERE s.auth_session_id = core.session_id()),
      '{"is_known": false, "age_days": 0}'))
$policy_facts$;
COMMENT ON FUNCTION identity.policy_facts(bytea) IS 'What conditions of rules may look at: person, branch, business, session and device of the context. Device: whether the request''s is the one that the session was begun on.';
REVOKE ALL ON FUNCTION identity.policy_facts(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.policy_facts(bytea) TO mg_app;
SET ROLE mg_owner;
