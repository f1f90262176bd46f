SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_role(p_tenant_id uuid, p_role_code text, p_template_code text, p_change jsonb, p_created_by uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_role$
BEGIN
  INSERT INTO identity.tenant_role AS r (tenant_id, role_code, template_code, name_ko, name_en, base_permissions, needs_second_factor, retired_at, created_by)
  VALUES (p_tenant_id, p_role_code, p_template_code, p_change ->> 'name_ko', p_change ->> 'name_en',
    CASE WHEN p_change ? 'base_permissions' THEN ARRAY(SELECT jsonb_array_elements_text(p_change -> 'base_permissions')) END,
    coalesce((p_change ->> 'needs_second_factor')::boolean, false), (p_change ->> 'retired_at')::timestamptz, p_created_by)
  ON CONFLICT (tenant_id, role_code) DO UPDATE
     SET name_ko = CASE WHEN p_change ? 'name_ko' THEN excluded.name_ko ELSE r.name_ko END,
         name_en = CASE WHEN p_change ? 'name_en' THEN excluded.name_en ELSE r.name_en END, base_permissions = excluded.base_permissions,
         needs_second_factor = coalesce((p_change ->> 'needs_second_factor')::boolean, r.needs_second_factor), retired_at = excluded.retired_at;
  DELETE FROM identity.role_permissions AS p WHERE p.tenant_id = p_tenant_id AND p.role_code = p_role_code;
  INSERT INTO identity.role_permissions (tenant_id, role_code, permission_code, created_by)
  SELECT p_tenant_id, p_role_code, e.code, p_created_by
    FROM jsonb_array_elements_text(CASE WHEN p_change ? 'base_permissions' THEN p_change -> 'permissions' ELSE '[]' END) AS e (code);
END
$put_role$;
COMMENT ON FUNCTION identity.put_role(uuid, text, text, jsonb, uuid) IS 'Writes a role of a business: names and second factor where given, and, if customised, base_permissions and permissions; without those it follows its template. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.put_role(uuid, text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_role(uuid, text, text, jsonb, uuid) TO mg_owner;
SET ROLE mg_owner;
