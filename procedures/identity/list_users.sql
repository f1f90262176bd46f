SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_users(p_tenant_id uuid DEFAULT NULL)
RETURNS TABLE (user_id uuid, email_mask text, name_mask text, locale text, is_disabled boolean, is_operator boolean, memberships jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_users$
  SELECT u.user_id, u.email_mask, u.name_mask, u.locale, u.disabled_at IS NOT NULL,
         EXISTS (SELECT 1 FROM identity.operator AS o WHERE o.user_id = u.user_id AND o.revoked_at IS NULL),
         coalesce(m.memberships, '[]')
    FROM identity.auth_user AS u
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('tenant_id', g.tenant_id, 'role_code', g.role_code,
                                          'branch_id', g.branch_id) ORDER BY g.tenant_id, g.role_code) AS memberships
        FROM identity.membership AS g
       WHERE g.user_id = u.user_id AND g.revoked_at IS NULL
         AND (p_tenant_id IS NULL OR g.tenant_id = p_tenant_id)) AS m ON true
   WHERE NOT u.is_service AND u.withdrawn_at IS NULL AND (p_tenant_id IS NULL OR m.memberships IS NOT NULL)
   ORDER BY u.email_mask, u.user_id
$list_users$;
COMMENT ON FUNCTION identity.list_users(uuid) IS 'People, masked, and where they may act; of one tenant, or (NULL) all. For administration.';
REVOKE ALL ON FUNCTION identity.list_users(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_users(uuid) TO mg_migrator;
SET ROLE mg_owner;
