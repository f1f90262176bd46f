CREATE OR REPLACE FUNCTION identity.save_platform_policy(p_rule_id uuid, p_rule jsonb, p_actor uuid) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $save_platform_policy$
  SELECT identity.put_policy(p_rule_id, NULL, p_rule, identity.require_actor(p_actor, 'identity.change_platform_policy'))
$save_platform_policy$;
COMMENT ON FUNCTION identity.save_platform_policy(uuid, jsonb, uuid) IS 'Writes a draft of a rule of headquarters, for all businesses.';
REVOKE ALL ON FUNCTION identity.save_platform_policy(uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.save_platform_policy(uuid, jsonb, uuid) TO mg_migrator;
