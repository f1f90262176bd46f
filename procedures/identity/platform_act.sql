SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.platform_act(p_from timestamptz DEFAULT NULL) RETURNS TABLE (act_id uuid, act_text text, written_by xid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $platform_act$
  -- What people say of an event later is no part of it. Instants as numbers: their text would depend on the time zone.
  SELECT e.security_event_id, jsonb_build_array('security_event', e.security_event_id, extract(epoch FROM e.occurred_at)::text, e.kind, e.severity,
           e.user_id, e.tenant_id, e.auth_session_id, e.device_id, host(e.address), e.request_id, e.detail)::text, e.xmin
    FROM identity.security_event AS e WHERE p_from IS NULL OR e.occurred_at >= p_from
  UNION ALL
  SELECT l.operator_audit_log_id, jsonb_build_array('operator_audit_log', l.operator_audit_log_id, extract(epoch FROM l.occurred_at)::text, l.user_id,
           l.role_code, l.permission_code, l.routine, l.request_id)::text, l.xmin
    FROM identity.operator_audit_log AS l WHERE p_from IS NULL OR l.occurred_at >= p_from
$platform_act$;
COMMENT ON FUNCTION identity.platform_act(timestamptz) IS 'What headquarters people did and what happened to the platforms security, each as one text, the same in every session, and the transaction that wrote it; since an instant, or (null) all.';
REVOKE ALL ON FUNCTION identity.platform_act(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.platform_act(timestamptz) TO mg_batch_owner;
SET ROLE mg_owner;
