SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.policy_rows(
  p_tenant_id uuid
) RETURNS TABLE (policy_rule_id uuid, tenant_id uuid, name_ko text, name_en text, effect text, permissions text[], condition text, is_about_resource boolean, state text,
               created_at timestamptz, created_by uuid, switched_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $policy_rows$
  SELECT r.policy_rule_id, r.tenant_id, r.name_ko, r.name_en, r.effect, r.permissions, r.condition, r.is_about_resource, r.state, r.created_at, r.created_by,
         r.switched_at
    FROM identity.policy_rules AS r
   WHERE r.tenant_id IS NOT DISTINCT FROM p_tenant_id
   ORDER BY CASE r.state WHEN 'active' THEN 1 WHEN 'draft' THEN 2 ELSE 3 END, r.created_at, r.policy_rule_id
$policy_rows$;
COMMENT ON FUNCTION identity.policy_rows(uuid) IS 'Rules of a business, or (NULL) of headquarters: in force first, then drafts.';
REVOKE ALL ON FUNCTION identity.policy_rows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.policy_rows(uuid) TO mg_owner, mg_auditor;
SET ROLE mg_owner;
