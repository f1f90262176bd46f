SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.grant_membership(
  p_tenant_id uuid, p_user_id uuid, p_role_code text, p_branch_id uuid, p_created_by uuid
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_membership$
BEGIN
  INSERT INTO identity.membership (tenant_id, user_id, role_code, branch_id, created_by)
  VALUES (p_tenant_id, p_user_id, p_role_code, p_branch_id, p_created_by)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$grant_membership$;
COMMENT ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) IS 'Lets a person act in a tenant; false if that was so already.';
REVOKE ALL ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) TO mg_migrator;
SET ROLE mg_owner;
