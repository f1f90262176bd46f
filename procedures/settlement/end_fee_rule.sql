CREATE OR REPLACE FUNCTION settlement.end_fee_rule(p_rule pricing.tenant_fee_rule, p_plan_id uuid, p_valid_during daterange) RETURNS void
LANGUAGE plpgsql
AS $end_fee_rule$
DECLARE
  v_last_used date;
BEGIN
  SELECT max(e.business_day) INTO v_last_used
  FROM settlement.line AS l
  JOIN commerce.payment_event AS e ON e.tenant_id = l.tenant_id AND e.settlement_day = l.settlement_day AND e.payment_event_id = l.payment_event_id
  WHERE (p_rule.tenant_id IS NULL OR l.tenant_id = p_rule.tenant_id) AND l.kind = 'capture'
    AND p_rule.tenant_fee_rule_id IN (l.platform_rule_id, l.pg_rule_id);
  IF upper(p_valid_during) <= v_last_used THEN
    RAISE EXCEPTION USING ERRCODE = 'MP502', MESSAGE = 'a fee rule cannot end before the last day it was used',
      DETAIL = format('%s; last used on %s, new end %s', pricing.fee_rule_text(p_rule), v_last_used, upper(p_valid_during)),
      HINT = format('Let it end on %s or later.', v_last_used + 1);
  END IF;
  IF upper(p_valid_during) IS NULL OR upper(p_valid_during) > upper(p_rule.valid_during) THEN
    PERFORM settlement.refuse_settled_fee(p_rule.tenant_id, p_plan_id, p_rule, daterange(upper(p_rule.valid_during), upper(p_valid_during)));
  END IF;
  BEGIN
    IF p_rule.tenant_id IS NOT NULL THEN
      UPDATE pricing.tenant_fee_rule AS r SET valid_during = p_valid_during
      WHERE r.tenant_id = p_rule.tenant_id AND r.tenant_fee_rule_id = p_rule.tenant_fee_rule_id;
    ELSE
      UPDATE pricing.plan_fee_rule AS r SET valid_during = p_valid_during
      WHERE r.pricing_plan_id = p_plan_id AND r.plan_fee_rule_id = p_rule.tenant_fee_rule_id;
    END IF;
  EXCEPTION WHEN exclusion_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'MP501', MESSAGE = 'overlapping fee rules',
      DETAIL = format('with its new end %s it overlaps a stored rule: %s', upper(p_valid_during), pricing.fee_rule_text(p_rule)),
      HINT = 'Give it an end before the next rule with the same selectors begins.';
  END;
END
$end_fee_rule$;
COMMENT ON FUNCTION settlement.end_fee_rule(pricing.tenant_fee_rule, uuid, daterange) IS 'Gives a stored fee rule a new end, not before the last day it was used.';
REVOKE ALL ON FUNCTION settlement.end_fee_rule(pricing.tenant_fee_rule, uuid, daterange) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.end_fee_rule(pricing.tenant_fee_rule, uuid, daterange) TO mg_batch_owner;
