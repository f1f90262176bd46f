SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.tenant_event(
  p_tenant_id uuid, p_before uuid, p_from timestamptz, p_until timestamptz, p_word text, p_limit bigint
) RETURNS TABLE (security_event_id uuid, occurred_at timestamptz, kind text, severity text, user_id uuid, request_id uuid, detail jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tenant_event$
  SELECT e.security_event_id, e.occurred_at, e.kind, e.severity, e.user_id, e.request_id, e.detail
    FROM identity.security_event AS e
   WHERE e.tenant_id = p_tenant_id AND (p_before IS NULL OR e.security_event_id < p_before)
     AND (p_from IS NULL OR e.occurred_at >= p_from) AND (p_until IS NULL OR e.occurred_at < p_until)
     AND (p_word IS NULL OR strpos(e.kind, p_word) > 0 OR strpos(e.detail::text, p_word) > 0 OR strpos(e.request_id::text, p_word) > 0)
   ORDER BY e.security_event_id DESC LIMIT p_limit
$tenant_event$;
COMMENT ON FUNCTION identity.tenant_event(uuid, uuid, timestamptz, timestamptz, text, bigint) IS 'Security events of a business before a position, the latest first. Log-ins are of people, who may work elsewhere too, and not among them.';
REVOKE ALL ON FUNCTION identity.tenant_event(uuid, uuid, timestamptz, timestamptz, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.tenant_event(uuid, uuid, timestamptz, timestamptz, text, bigint) TO mg_owner;
SET ROLE mg_owner;
