SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_policy(p_rule_id uuid, p_tenant_id uuid, p_rule jsonb, p_actor uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_policy$
DECLARE
  v_permissions text[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(p_rule -> 'permissions') ORDER BY 1);
  v_id          uuid;
BEGIN
  IF EXISTS (SELECT unnest(v_permissions) EXCEPT SELECT p.permission_code FROM identity.permission AS p WHERE p.audience = 'tenant') THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI406',
        MESSAGE = 'no such permission',
        DETAIL = array_to_string(v_permissions, ', '),
        HINT = 'mindgarden roles permissions names them.';
  END IF;
  IF p_rule_id IS NULL THEN
    INSERT INTO identity.policy_rules (tenant_id, name_ko, name_en, effect, permissions, condition, is_about_resource, created_by)
    VALUES (p_tenant_id, btrim(p_rule ->> 'name_ko'), nullif(btrim(p_rule ->> 'name_en'), ''), p_rule ->> 'effect', v_permissions,
      btrim(p_rule ->> 'condition'), (p_rule ->> 'is_about_resource')::boolean, p_actor)
    RETURNING policy_rule_id INTO v_id;
    RETURN v_id;
  END IF;
  UPDATE identity.policy_rules AS r
     SET name_ko = btrim(p_rule ->> 'name_ko'), name_en = nullif(btrim(p_rule ->> 'name_en'), ''), effect = p_rule ->> 'effect',
         permissions = v_permissions, condition = btrim(p_rule ->> 'condition'), is_about_resource = (p_rule ->> 'is_about_resource')::boolean
   WHERE r.policy_rule_id = p_rule_id AND r.tenant_id IS NOT DISTINCT FROM p_tenant_id AND r.state = 'draft'
  RETURNING r.policy_rule_id INTO v_id;
  IF v_id IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI409',
        MESSAGE = 'no such rule',
        DETAIL = p_rule_id::text,
        HINT = 'Open the list of rules again.';
  END IF;
  RETURN v_id;
EXCEPTION
  WHEN check_violation OR not_null_violation THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI007',
        MESSAGE = 'this rule makes no sense',
        DETAIL = SQLERRM,
        HINT = 'Give a name, deny or allow, and a condition of up to 1,000 characters.';
END
$put_policy$;
COMMENT ON FUNCTION identity.put_policy(uuid, uuid, jsonb, uuid) IS 'Writes a draft of a rule, a new one (p_rule_id NULL) or one that was never in force. Its callers have checked who may, and that the condition can be read.';
REVOKE ALL ON FUNCTION identity.put_policy(uuid, uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_policy(uuid, uuid, jsonb, uuid) TO mg_owner;
SET ROLE mg_owner;
