SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_rank(p_tenant_id uuid, p_own_role text, p_role_code text, p_permissions text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $require_rank$
DECLARE
  v_own    text[] := identity.permissions_of(p_tenant_id, p_own_role);
  v_wanted text[] := coalesce(p_permissions, identity.permissions_of(p_tenant_id, p_role_code));
BEGIN
  IF p_own_role = 'ADMINISTRATOR' THEN
    RETURN;
  END IF;
  IF identity.role_level(p_tenant_id, p_role_code) > identity.role_level(p_tenant_id, p_own_role) OR NOT v_wanted <@ v_own THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI109',
        MESSAGE = 'nobody gives more than they have',
        DETAIL = format('%s: %s', p_role_code, array_to_string(ARRAY(SELECT unnest(v_wanted) EXCEPT SELECT unnest(v_own) ORDER BY 1), ', ')),
        HINT = 'Ask somebody with a higher role.';
  END IF;
END
$require_rank$;
COMMENT ON FUNCTION identity.require_rank(uuid, text, text, text[]) IS 'Refuses to hand out a role, or permissions for it, that rank above the own role or that the own role lacks.';
REVOKE ALL ON FUNCTION identity.require_rank(uuid, text, text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.require_rank(uuid, text, text, text[]) TO mg_owner;
SET ROLE mg_owner;
