CREATE OR REPLACE FUNCTION pricing.succession(p_tenant_id uuid, p_plan_id uuid, p_currency text, p_rule jsonb)
RETURNS TABLE (rules jsonb, retracted uuid[])
LANGUAGE plpgsql STABLE
AS $succession$
DECLARE
  v_new pricing.tenant_fee_rule := pricing.read_fee_rule(p_rule, p_currency);
  v_day date := lower(v_new.valid_during);
  v_old pricing.tenant_fee_rule;
  v_selector jsonb := pricing.fee_rule_selector(v_new.component, v_new.method, v_new.category, v_new.channel);
  v_end date := upper(v_new.valid_during);
BEGIN
  SELECT r.* INTO v_old FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
  WHERE (r.component, r.method, r.category, r.channel) = (v_new.component, v_new.method, v_new.category, v_new.channel) AND r.valid_during @> v_day;
  IF v_end IS NULL THEN
    -- It ends as what it replaces; where nothing is in force, as the next version begins.
    IF v_old.component IS NOT NULL THEN
      v_end := upper(v_old.valid_during);
    ELSE
      SELECT min(lower(r.valid_during)) INTO v_end FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
      WHERE (r.component, r.method, r.category, r.channel) = (v_new.component, v_new.method, v_new.category, v_new.channel) AND lower(r.valid_during) > v_day;
    END IF;
  END IF;
  rules := jsonb_build_array(p_rule || jsonb_build_object('valid_to', v_end));
  retracted := '{}';
  IF v_old.component IS NOT NULL THEN
    IF lower(v_old.valid_during) < v_day OR lower_inf(v_old.valid_during) THEN
      rules := jsonb_build_array(pricing.fee_rule_json(v_old) || v_selector || jsonb_build_object('valid_from', lower(v_old.valid_during), 'valid_to', v_day)) || rules;
    ELSE
      retracted := ARRAY[v_old.tenant_fee_rule_id];
    END IF;
    -- Replaced for a while only: afterwards it is in force again, as a version of its own.
    IF v_end < coalesce(upper(v_old.valid_during), 'infinity') THEN
      rules := rules || jsonb_build_array(pricing.fee_rule_json(v_old) || v_selector || jsonb_build_object('valid_from', v_end, 'valid_to', upper(v_old.valid_during)));
    END IF;
  END IF;
  RETURN NEXT;
END
$succession$;
COMMENT ON FUNCTION pricing.succession(uuid, uuid, text, jsonb) IS 'The rules that put a new one in the place of what is in force on its first day, without gap or overlap: the old one with its end, the new one, the old one again where the new one ends earlier; and the version that begins on that very day and gives way.';
REVOKE ALL ON FUNCTION pricing.succession(uuid, uuid, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.succession(uuid, uuid, text, jsonb) TO mg_batch_owner;
