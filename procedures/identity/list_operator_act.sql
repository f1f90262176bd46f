SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_operator_act(p_from timestamptz DEFAULT NULL, p_limit bigint DEFAULT 100) RETURNS TABLE (occurred_at timestamptz, email_mask text, role_code text, permission_code text, routine text, request_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_operator_act$
  SELECT l.occurred_at, coalesce(u.email_mask, 'withdrawn'), l.role_code, l.permission_code, l.routine, l.request_id
    FROM identity.operator_audit_log AS l
    JOIN identity.auth_user AS u ON u.user_id = l.user_id
   WHERE p_from IS NULL OR l.occurred_at >= p_from
   ORDER BY l.operator_audit_log_id DESC LIMIT p_limit
$list_operator_act$;
COMMENT ON FUNCTION identity.list_operator_act(timestamptz, bigint) IS 'What headquarters people did, the latest first, people masked. For auditors.';
REVOKE ALL ON FUNCTION identity.list_operator_act(timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_operator_act(timestamptz, bigint) TO mg_auditor;
SET ROLE mg_owner;
