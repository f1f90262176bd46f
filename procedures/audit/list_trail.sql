CREATE OR REPLACE FUNCTION audit.list_trail(
  p_before uuid DEFAULT NULL, p_from timestamptz DEFAULT NULL, p_until timestamptz DEFAULT NULL, p_word text DEFAULT NULL, p_limit bigint DEFAULT 50
) RETURNS TABLE (trail_id uuid, occurred_at timestamptz, action text, subject text, detail jsonb, actor text, severity text, chain_link_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_trail$
BEGIN
  PERFORM identity.require_permission('audit.read_trail');
  RETURN QUERY
    SELECT t.id, t.occurred_at, t.action, t.subject, t.detail, identity.actor_name(t.actor_id), t.severity, t.chain_link_id
      FROM (
        (SELECT e.entry_id AS id, e.created_at AS occurred_at, e.action, e.subject, e.detail, e.created_by AS actor_id, NULL::text AS severity, l.chain_link_id
          FROM audit.entry AS e
          LEFT JOIN audit.chain_link AS l ON l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id
         WHERE e.tenant_id = core.require_tenant_id() AND (p_before IS NULL OR e.entry_id < p_before)
           AND (p_from IS NULL OR e.created_at >= p_from) AND (p_until IS NULL OR e.created_at < p_until)
           AND (p_word IS NULL OR strpos(e.action, p_word) > 0 OR strpos(e.subject, p_word) > 0 OR strpos(e.detail::text, p_word) > 0)
           -- What headquarters looks into, or holds back for a dispute, is its own business.
           AND e.action !~ '^(ops|settlement\.anomaly|settlement\.gateway)\.'
         ORDER BY e.entry_id DESC LIMIT p_limit)
        UNION ALL
        SELECT v.security_event_id, v.occurred_at, 'security.' || v.kind, coalesce(v.request_id::text, ''), v.detail, v.user_id, v.severity, NULL
          FROM identity.tenant_event(core.require_tenant_id(), p_before, p_from, p_until, p_word, p_limit) AS v) AS t
     ORDER BY t.id DESC LIMIT p_limit;
END
$list_trail$;
COMMENT ON FUNCTION audit.list_trail(uuid, timestamptz, timestamptz, text, bigint) IS 'What was done in the business in context, and its security events, the latest first, before a position (ids are in the order of time).';
REVOKE ALL ON FUNCTION audit.list_trail(uuid, timestamptz, timestamptz, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.list_trail(uuid, timestamptz, timestamptz, text, bigint) TO mg_app;
