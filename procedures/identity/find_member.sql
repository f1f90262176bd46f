SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_member(p_tenant_id uuid, p_membership_id uuid) RETURNS TABLE (membership_id uuid, user_id uuid, email_mask text, name_mask text, role_code text, branch_id uuid, created_at timestamptz,
               last_used_at timestamptz, has_second_factor boolean, is_verified boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_member$
  SELECT m.membership_id, m.user_id, u.email_mask, u.name_mask, m.role_code, m.branch_id, m.created_at,
         (SELECT max(s.last_used_at) FROM identity.auth_session AS s WHERE s.user_id = m.user_id AND s.awaits IS NULL),
         identity.has_second_factor(m.user_id), u.email_verified_at IS NOT NULL
    FROM identity.membership AS m
    JOIN identity.auth_user AS u ON u.user_id = m.user_id
   WHERE m.tenant_id = p_tenant_id AND m.revoked_at IS NULL AND (p_membership_id IS NULL OR m.membership_id = p_membership_id)
   ORDER BY m.membership_id
$find_member$;
COMMENT ON FUNCTION identity.find_member(uuid, uuid) IS 'The live memberships of a business (null: all), people masked.';
REVOKE ALL ON FUNCTION identity.find_member(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_member(uuid, uuid) TO mg_owner;
SET ROLE mg_owner;
