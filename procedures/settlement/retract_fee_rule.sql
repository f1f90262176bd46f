CREATE OR REPLACE FUNCTION settlement.retract_fee_rule(p_tenant_id uuid, p_plan_id uuid, p_rule_id uuid) RETURNS void
LANGUAGE plpgsql
AS $retract_fee_rule$
DECLARE
  v_rule pricing.tenant_fee_rule;
BEGIN
  SELECT r.* INTO STRICT v_rule FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r WHERE r.tenant_fee_rule_id = p_rule_id;
  PERFORM settlement.refuse_settled_fee(p_tenant_id, p_plan_id, v_rule, v_rule.valid_during);
  DELETE FROM pricing.tenant_fee_rule AS r WHERE r.tenant_id = p_tenant_id AND r.tenant_fee_rule_id = p_rule_id;
  DELETE FROM pricing.plan_fee_rule AS r WHERE r.pricing_plan_id = p_plan_id AND r.plan_fee_rule_id = p_rule_id;
END
$retract_fee_rule$;
COMMENT ON FUNCTION settlement.retract_fee_rule(uuid, uuid, uuid) IS 'Takes back a fee rule that no settled capture falls under: it gives way to another one that begins on the same day.';
REVOKE ALL ON FUNCTION settlement.retract_fee_rule(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.retract_fee_rule(uuid, uuid, uuid) TO mg_batch_owner;
