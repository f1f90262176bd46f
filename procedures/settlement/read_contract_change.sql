CREATE OR REPLACE FUNCTION settlement.read_contract_change(p_tenant_id uuid, p_plan_id uuid, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $read_contract_change$
DECLARE
  v_known text[] := ARRAY['fee_rules', 'replace'] || CASE WHEN p_tenant_id IS NOT NULL THEN ARRAY['plan', 'cycle', 'payout_delay_business_days',
    'payout', 'holdback', 'minimum_payout', 'withholding', 'fee_vat_rounding', 'schedules', 'promotions', 'coupon_share'] ELSE '{}' END;
  v_fault text;
BEGIN
  v_fault := CASE
    WHEN (p_tenant_id IS NULL) = (p_plan_id IS NULL) THEN 'it is of one tenant or of one plan'
    WHEN jsonb_typeof(p_change) IS DISTINCT FROM 'object' THEN 'it is no JSON object'
    WHEN 'array' <> ANY (ARRAY[jsonb_typeof(p_change -> 'fee_rules'), jsonb_typeof(p_change -> 'schedules'), jsonb_typeof(p_change -> 'promotions'),
      jsonb_typeof(p_change -> 'coupon_share')]) THEN 'fee_rules, schedules, promotions and coupon_share are lists'
    WHEN p_change ? 'replace' AND jsonb_typeof(p_change -> 'replace') NOT IN ('array', 'object') THEN 'replace is neither a rule nor a list of rules' END;
  IF v_fault IS NULL THEN
    SELECT 'unknown keys: ' || string_agg(k.key, ', ') INTO v_fault FROM jsonb_object_keys(p_change) AS k (key) WHERE k.key <> ALL (v_known);
  END IF;
  IF v_fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MP010', MESSAGE = 'not a change of a contract', DETAIL = format('%s: %s', v_fault, left(p_change::text, 200)),
      HINT = 'Give keys of the tenants'' file that change, or "replace" with rules.';
  END IF;
  IF jsonb_typeof(p_change -> 'replace') = 'object' THEN
    RETURN jsonb_set(p_change, '{replace}', jsonb_build_array(p_change -> 'replace'));
  END IF;
  RETURN p_change;
END
$read_contract_change$;
COMMENT ON FUNCTION settlement.read_contract_change(uuid, uuid, jsonb) IS 'A change as people give it, checked for its keys; one rule to replace becomes a list of one.';
REVOKE ALL ON FUNCTION settlement.read_contract_change(uuid, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_contract_change(uuid, uuid, jsonb) TO mg_batch_owner;
