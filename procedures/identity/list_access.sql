SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_access(p_tenant_id uuid DEFAULT NULL) RETURNS TABLE (user_id uuid, email_mask text, tenant_id uuid, role_code text, branch_id uuid, granted_at timestamptz, granted_by text,
               revoked_at timestamptz, last_used_at timestamptz, has_second_factor boolean, permission_count integer)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_access$
  SELECT u.user_id, coalesce(u.email_mask, 'withdrawn'), a.tenant_id, a.role_code, a.branch_id, a.created_at, identity.actor_name(a.created_by), a.revoked_at,
         (SELECT max(s.last_used_at) FROM identity.auth_session AS s WHERE s.user_id = u.user_id AND s.awaits IS NULL),
         identity.has_second_factor(u.user_id),
         CASE WHEN a.tenant_id IS NULL
           THEN (SELECT count(*)::integer FROM identity.role_template_permission AS p WHERE p.template_code = a.role_code)
           ELSE cardinality(identity.permissions_of(a.tenant_id, a.role_code)) END
    FROM (SELECT m.user_id, m.tenant_id, m.role_code, m.branch_id, m.created_at, m.created_by, m.revoked_at FROM identity.membership AS m
          UNION ALL
          SELECT o.user_id, NULL, o.role_code, NULL, o.created_at, o.created_by, o.revoked_at FROM identity.operator AS o) AS a
    JOIN identity.auth_user AS u ON u.user_id = a.user_id
   WHERE p_tenant_id IS NULL OR a.tenant_id = p_tenant_id
   ORDER BY a.tenant_id NULLS FIRST, a.role_code, u.user_id
$list_access$;
COMMENT ON FUNCTION identity.list_access(uuid) IS 'Who has which role where, since when and by whom, and when it was last used; roles taken away as well. For access reviews.';
REVOKE ALL ON FUNCTION identity.list_access(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_access(uuid) TO mg_auditor;
SET ROLE mg_owner;
