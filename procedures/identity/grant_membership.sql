SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.grant_membership(
  p_tenant_id uuid, p_user_id uuid, p_role_code text, p_branch_id uuid, p_created_by uuid
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_membership$
BEGIN
  PERFORM identity.ensure_role(p_tenant_id, p_role_code, p_created_by);
  INSERT INTO identity.membership (tenant_id, user_id, role_code, branch_id, created_by)
  VALUES (p_tenant_id, p_user_id, p_role_code, p_branch_id, p_created_by)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM identity.note_security_event('role_given', 'low', p_user_id, p_tenant_id, NULL, NULL, NULL, core.request_id(),
    jsonb_build_object('role_code', p_role_code, 'by', p_created_by));
  RETURN true;
END
$grant_membership$;
COMMENT ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) IS 'Lets a person act in a tenant, in a role that it uses or that a template of the same name gives it; false if that was so already.';
REVOKE ALL ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.grant_membership(uuid, uuid, text, uuid, uuid) TO mg_migrator, mg_owner;
SET ROLE mg_owner;
