CREATE OR REPLACE FUNCTION identity.switch_platform_policy(p_rule_id uuid, p_state text, p_actor uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $switch_platform_policy$
BEGIN
  IF identity.move_policy(p_rule_id, NULL, p_state, identity.require_actor(p_actor, 'identity.change_platform_policy')) IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI409',
        MESSAGE = 'no such rule',
        DETAIL = p_rule_id::text,
        HINT = 'Open the list of rules again.';
  END IF;
END
$switch_platform_policy$;
COMMENT ON FUNCTION identity.switch_platform_policy(uuid, text, uuid) IS 'Puts a draft of headquarters into force (active), or takes a rule out of it (retired).';
REVOKE ALL ON FUNCTION identity.switch_platform_policy(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.switch_platform_policy(uuid, text, uuid) TO mg_migrator;
