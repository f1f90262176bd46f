CREATE OR REPLACE FUNCTION settlement.record_fee_rule(p_tenant_id uuid, p_plan_id uuid, p_currency text, p_rules jsonb, p_actor uuid)
RETURNS integer
LANGUAGE plpgsql
AS $record_fee_rule$
DECLARE
  v_new pricing.tenant_fee_rule;
  v_old pricing.tenant_fee_rule;
  v_rule jsonb;
  v_added integer := 0;
BEGIN
  -- Rules that end differently now come first, since they make room for the new ones.
  FOR v_rule IN SELECT e.rule FROM jsonb_array_elements(p_rules) AS e (rule) LOOP
    v_new := pricing.read_fee_rule(v_rule, p_currency);
    SELECT r.* INTO v_old FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
    WHERE r.component = v_new.component AND r.method = v_new.method AND r.category = v_new.category AND r.channel = v_new.channel
      AND pricing.is_same_fee(r, v_new) AND lower(r.valid_during) = lower(v_new.valid_during) AND r.valid_during <> v_new.valid_during;
    IF FOUND THEN
      PERFORM settlement.end_fee_rule(v_old, p_plan_id, v_new.valid_during);
    END IF;
  END LOOP;

  FOR v_rule IN SELECT e.rule FROM jsonb_array_elements(p_rules) AS e (rule) LOOP
    v_new := pricing.read_fee_rule(v_rule, p_currency);
    SELECT r.* INTO v_old FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
    WHERE r.component = v_new.component AND r.method = v_new.method AND r.category = v_new.category AND r.channel = v_new.channel
      AND r.valid_during && v_new.valid_during
    ORDER BY r.valid_during LIMIT 1;
    IF NOT FOUND THEN
      PERFORM settlement.refuse_settled_fee(p_tenant_id, p_plan_id, v_new, v_new.valid_during);
      PERFORM pricing.add_fee_rule(p_tenant_id, p_plan_id, v_new, p_actor);
      v_added := v_added + 1;
    ELSIF v_old.valid_during <> v_new.valid_during OR NOT pricing.is_same_fee(v_old, v_new) THEN
      RAISE EXCEPTION USING ERRCODE = 'MP501', MESSAGE = 'overlapping fee rules',
        DETAIL = format('new: %s; stored: %s', pricing.fee_rule_text(v_new), pricing.fee_rule_text(v_old)),
        HINT = 'Give the stored rule with its new valid_to in the same file, or let the new one begin later.';
    END IF;
  END LOOP;
  RETURN v_added;
END
$record_fee_rule$;
COMMENT ON FUNCTION settlement.record_fee_rule(uuid, uuid, text, jsonb, uuid) IS 'Adds the fee rules of a file to a tenant or a plan (one of the two is given). Known rules are unchanged, a known rule with another end ends there, an overlap is refused naming both. Returns how many were added.';
REVOKE ALL ON FUNCTION settlement.record_fee_rule(uuid, uuid, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_fee_rule(uuid, uuid, text, jsonb, uuid) TO mg_batch_owner;
