SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.rules_in_force(
  p_permission text
) RETURNS TABLE (policy_rule_id uuid, name_ko text, name_en text, effect text, permissions text[], condition text, is_about_resource boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rules_in_force$
  SELECT r.policy_rule_id, r.name_ko, r.name_en, r.effect, r.permissions, r.condition, r.is_about_resource
    FROM identity.policy_rules AS r
   WHERE r.state = 'active' AND (r.tenant_id = core.tenant_id() OR r.tenant_id IS NULL)
     AND (p_permission IS NULL OR r.permissions = '{}' OR p_permission = ANY (r.permissions))
     -- A business that shut itself out could never take its rule back.
     AND (p_permission IS DISTINCT FROM 'identity.change_policy' OR r.tenant_id IS NULL)
   ORDER BY r.policy_rule_id
$rules_in_force$;
COMMENT ON FUNCTION identity.rules_in_force(text) IS 'The rules about a permission (NULL: about any) that hold in the context.';
REVOKE ALL ON FUNCTION identity.rules_in_force(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.rules_in_force(text) TO mg_app;
SET ROLE mg_owner;
