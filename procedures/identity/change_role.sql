CREATE OR REPLACE FUNCTION identity.change_role(p_role_code text, p_name_ko text, p_name_en text, p_needs_second_factor boolean, p_permissions text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $change_role$
DECLARE
  v_actor  uuid := identity.require_permission('identity.change_role');
  v_tenant uuid := core.require_tenant_id();
  v_role   record;
  v_wanted text[] := ARRAY(SELECT DISTINCT unnest(p_permissions) ORDER BY 1);
  v_locked text[];
  v_change jsonb := jsonb_build_object('name_ko', nullif(btrim(p_name_ko), ''), 'name_en', nullif(btrim(p_name_en), ''),
    'needs_second_factor', coalesce(p_needs_second_factor, false));
BEGIN
  PERFORM identity.require_recent_factor();
  v_role := identity.require_role(v_tenant, p_role_code);
  IF v_role.template_code = 'TENANT_OWNER' AND v_wanted <> v_role.permissions THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI507',
        MESSAGE = 'the owner may always do everything',
        DETAIL = coalesce(p_role_code, ''),
        HINT = 'Change another role.';
  END IF;
  PERFORM identity.require_rank(v_tenant, core.role_code(), p_role_code, v_wanted);
  v_locked := ARRAY(SELECT p.permission_code FROM identity.permission AS p
                     WHERE p.permission_code = ANY (v_wanted) AND p.is_locked AND p.permission_code <> ALL (v_role.template_permissions));
  IF v_locked <> '{}' OR EXISTS (SELECT unnest(v_wanted) EXCEPT SELECT p.permission_code FROM identity.permission AS p WHERE p.audience = 'tenant') THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI110',
        MESSAGE = 'headquarters lets no business give this permission',
        DETAIL = array_to_string(coalesce(nullif(v_locked, '{}'), v_wanted), ', '),
        HINT = 'Leave it to the roles that have it.';
  END IF;
  -- What the template has follows the template; anything else is the business's own.
  IF v_role.base_permissions IS NOT NULL OR v_wanted <> v_role.template_permissions THEN
    v_change := v_change || jsonb_build_object('permissions', v_wanted,
      'base_permissions', coalesce(v_role.base_permissions, v_role.template_permissions));
  END IF;
  PERFORM identity.put_role(v_tenant, p_role_code, v_role.template_code, v_change, v_actor);
  PERFORM audit.record(v_tenant, 'identity.role.changed', p_role_code, jsonb_build_object('before', to_jsonb(v_role.permissions),
    'after', to_jsonb(v_wanted), 'needs_second_factor', p_needs_second_factor), v_actor);
END
$change_role$;
COMMENT ON FUNCTION identity.change_role(text, text, text, boolean, text[]) IS 'Gives a role of the business in context other names, permissions, or asks its people for a second factor: within the templates locks and the own rank.';
REVOKE ALL ON FUNCTION identity.change_role(text, text, text, boolean, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.change_role(text, text, text, boolean, text[]) TO mg_app;
