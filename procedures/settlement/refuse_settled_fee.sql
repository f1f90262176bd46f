CREATE OR REPLACE FUNCTION settlement.refuse_settled_fee(p_tenant_id uuid, p_plan_id uuid, p_rule pricing.tenant_fee_rule, p_days daterange)
RETURNS void
LANGUAGE plpgsql
AS $refuse_settled_fee$
DECLARE
  v_settled record;
BEGIN
  SELECT d.tenant_key, e.ref, e.business_day INTO v_settled
  FROM settlement.tenant_clock AS c
  JOIN tenancy.tenant_directory AS d ON d.tenant_id = c.tenant_id
  JOIN commerce.payment_event AS e ON e.tenant_id = c.tenant_id AND e.schedule_code = c.schedule_code AND e.settlement_day <= c.settled_through AND e.kind = 'capture'
    AND e.business_day <@ p_days AND p_rule.method IN ('', e.method) AND p_rule.category IN ('', e.category) AND p_rule.channel IN ('', e.channel)
  JOIN settlement.line AS l ON l.tenant_id = e.tenant_id AND l.settlement_day = e.settlement_day AND l.payment_event_id = e.payment_event_id
  WHERE c.settled_through > '-infinity' AND (lower_inf(p_days) OR c.settled_through >= lower(p_days))
    AND (c.tenant_id = p_tenant_id OR (p_tenant_id IS NULL AND EXISTS (SELECT FROM pricing.tenant_plan AS p
      WHERE p.tenant_id = c.tenant_id AND p.pricing_plan_id = p_plan_id AND p.valid_during @> e.business_day)))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MP503', MESSAGE = 'a fee rule would change settled captures',
      DETAIL = format('%s; tenant %s has settled capture "%s" of %s', pricing.fee_rule_text(p_rule), v_settled.tenant_key, v_settled.ref, v_settled.business_day),
      HINT = 'Let it begin after the last settled day; correct the past by an adjustment.';
  END IF;
END
$refuse_settled_fee$;
COMMENT ON FUNCTION settlement.refuse_settled_fee(uuid, uuid, pricing.tenant_fee_rule, daterange) IS 'Refuses days of a fee rule on which it would select captures that are settled: their statements must stay what their rules make of them.';
REVOKE ALL ON FUNCTION settlement.refuse_settled_fee(uuid, uuid, pricing.tenant_fee_rule, daterange) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.refuse_settled_fee(uuid, uuid, pricing.tenant_fee_rule, daterange) TO mg_batch_owner;
