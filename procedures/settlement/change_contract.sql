CREATE OR REPLACE FUNCTION settlement.change_contract(p_tenant_id uuid, p_plan_id uuid, p_currency text, p_change jsonb, p_effective_on date, p_actor uuid)
RETURNS void
LANGUAGE plpgsql
AS $change_contract$
DECLARE
  v_day jsonb := jsonb_strip_nulls(jsonb_build_object('valid_from', p_effective_on));
  v_dated text[] := ARRAY['fee_rules', 'replace', 'promotions', 'coupon_share'];
  v_terms jsonb := p_change - v_dated - ARRAY['plan', 'schedules'];
  v_closed date;
  v_rule jsonb;
  v_step record;
BEGIN
  IF p_change - v_dated <> '{}' THEN
    SELECT max(c.closed_through) INTO v_closed FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id;
    IF p_effective_on <= v_closed THEN
      RAISE EXCEPTION USING ERRCODE = 'MP513', MESSAGE = 'terms and plan change in open days only',
        DETAIL = format('closed through %s, the change begins on %s', v_closed, p_effective_on), HINT = format('Let it begin on %s or later.', v_closed + 1);
    END IF;
  END IF;
  IF p_change ? 'plan' THEN
    PERFORM settlement.change_plan(p_tenant_id, p_change ->> 'plan', p_effective_on, p_actor);
  END IF;
  IF v_terms <> '{}' THEN
    PERFORM settlement.change_terms(p_tenant_id, '', p_currency, v_terms, p_effective_on, p_actor);
  END IF;
  PERFORM settlement.change_schedule(p_tenant_id, p_currency, e.schedule, p_effective_on, p_actor)
  FROM jsonb_array_elements(p_change -> 'schedules') AS e (schedule);
  PERFORM settlement.record_fee_rule(p_tenant_id, p_plan_id, p_currency, (
    SELECT jsonb_agg(v_day || jsonb_strip_nulls(e.rule)) FROM jsonb_array_elements(p_change -> 'fee_rules') AS e (rule)), p_actor)
  WHERE p_change -> 'fee_rules' <> '[]';
  FOR v_rule IN
    SELECT v_day || jsonb_strip_nulls(e.rule) FROM jsonb_array_elements(p_change -> 'replace') AS e (rule)
  LOOP
    SELECT s.rules, s.retracted INTO v_step FROM pricing.succession(p_tenant_id, p_plan_id, p_currency, v_rule) AS s;
    PERFORM settlement.retract_fee_rule(p_tenant_id, p_plan_id, r.rule_id) FROM unnest(v_step.retracted) AS r (rule_id);
    PERFORM settlement.record_fee_rule(p_tenant_id, p_plan_id, p_currency, v_step.rules, p_actor);
  END LOOP;
  PERFORM settlement.join_promotion(p_tenant_id, (
    SELECT jsonb_agg(v_day || e.item) FROM jsonb_array_elements(p_change -> 'promotions') AS e (item)), p_actor)
  WHERE p_change -> 'promotions' <> '[]';
  PERFORM settlement.record_coupon_share(p_tenant_id, (
    SELECT jsonb_agg(v_day || e.item) FROM jsonb_array_elements(p_change -> 'coupon_share') AS e (item)), p_actor)
  WHERE p_change -> 'coupon_share' <> '[]';
END
$change_contract$;
COMMENT ON FUNCTION settlement.change_contract(uuid, uuid, text, jsonb, date, uuid) IS 'Applies a change to the contract of a tenant or a plan, by the routines that import contracts: what they refuse is refused here.';
REVOKE ALL ON FUNCTION settlement.change_contract(uuid, uuid, text, jsonb, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.change_contract(uuid, uuid, text, jsonb, date, uuid) TO mg_batch_owner;
