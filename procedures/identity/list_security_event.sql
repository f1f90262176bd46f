SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_security_event(p_from timestamptz DEFAULT NULL, p_severities text[] DEFAULT NULL, p_only_open boolean DEFAULT false, p_limit bigint DEFAULT 100) RETURNS TABLE (security_event_id uuid, occurred_at timestamptz, kind text, severity text, email_mask text, tenant_id uuid, address inet,
               request_id uuid, detail jsonb, acknowledged_at timestamptz, acknowledged_by text, acknowledged_as text, note text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_security_event$
  SELECT e.security_event_id, e.occurred_at, e.kind, e.severity, u.email_mask, e.tenant_id, e.address, e.request_id, e.detail, e.acknowledged_at,
         identity.actor_name(e.acknowledged_by), e.acknowledged_as, e.note
    FROM identity.security_event AS e
    LEFT JOIN identity.auth_user AS u ON u.user_id = e.user_id
   WHERE (p_from IS NULL OR e.occurred_at >= p_from) AND (p_severities IS NULL OR e.severity = ANY (p_severities))
     AND (NOT p_only_open OR e.acknowledged_at IS NULL)
   ORDER BY e.security_event_id DESC LIMIT p_limit
$list_security_event$;
COMMENT ON FUNCTION identity.list_security_event(timestamptz, text[], boolean, bigint) IS 'Security events, the latest first, people masked. For security officers and auditors.';
REVOKE ALL ON FUNCTION identity.list_security_event(timestamptz, text[], boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_security_event(timestamptz, text[], boolean, bigint) TO mg_auditor, mg_migrator;
SET ROLE mg_owner;
