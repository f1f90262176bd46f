CREATE OR REPLACE FUNCTION settlement.record_plan(p_currency text, p_plan jsonb, p_actor uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_plan$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'tenancy.record_tenant');
  v_plan_id uuid;
BEGIN
  IF coalesce(btrim(p_plan ->> 'key'), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MP004', MESSAGE = 'a plan needs a key', DETAIL = left(p_plan::text, 200), HINT = 'Give every plan a unique "key".';
  END IF;
  INSERT INTO pricing.pricing_plan (plan_key, name_ko, name_en, created_by)
  VALUES (p_plan ->> 'key', coalesce(p_plan ->> 'name_ko', p_plan ->> 'key'), p_plan ->> 'name_en', v_actor)
  ON CONFLICT (plan_key) DO NOTHING;
  PERFORM FROM pricing.pricing_plan AS p WHERE p.plan_key = p_plan ->> 'key' FOR UPDATE;
  SELECT p.pricing_plan_id INTO STRICT v_plan_id FROM pricing.pricing_plan AS p WHERE p.plan_key = p_plan ->> 'key';
  PERFORM settlement.record_fee_rule(NULL, v_plan_id, p_currency, coalesce(p_plan -> 'fee_rules', '[]'), v_actor);
  RETURN v_plan_id;
END
$record_plan$;
COMMENT ON FUNCTION settlement.record_plan(text, jsonb, uuid) IS 'Stores a plan and its fee rules, as a file gives them.';
ALTER FUNCTION settlement.record_plan(text, jsonb, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_plan(text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_plan(text, jsonb, uuid) TO mg_batch;
