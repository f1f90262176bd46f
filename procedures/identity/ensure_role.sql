SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.ensure_role(p_tenant_id uuid, p_role_code text, p_created_by uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $ensure_role$
BEGIN
  INSERT INTO identity.tenant_role (tenant_id, role_code, template_code, created_by)
  SELECT p_tenant_id, t.template_code, t.template_code, p_created_by
    FROM identity.role_template AS t WHERE t.template_code = p_role_code AND t.audience = 'tenant'
  ON CONFLICT DO NOTHING;
  IF NOT EXISTS (SELECT 1 FROM identity.tenant_role AS r
                  WHERE r.tenant_id = p_tenant_id AND r.role_code = p_role_code AND r.retired_at IS NULL) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI404',
        MESSAGE = 'no such role',
        DETAIL = coalesce(p_role_code, ''),
        HINT = 'mindgarden roles list names them.';
  END IF;
END
$ensure_role$;
COMMENT ON FUNCTION identity.ensure_role(uuid, text, uuid) IS 'Activates a template for a business under its own name, unless the business has the role already; an error if there is neither.';
REVOKE ALL ON FUNCTION identity.ensure_role(uuid, text, uuid) FROM PUBLIC;
SET ROLE mg_owner;
