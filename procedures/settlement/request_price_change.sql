CREATE OR REPLACE FUNCTION settlement.request_price_change(p_tenant_key text, p_plan_key text, p_change jsonb, p_effective_on date, p_reason text,
  p_request_key text, p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $request_price_change$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'pricing.request_change');
  v_tenant_id uuid := CASE WHEN p_tenant_key IS NOT NULL THEN settlement.find_tenant(p_tenant_key) END;
  v_plan_id uuid := CASE WHEN p_plan_key IS NOT NULL THEN pricing.find_plan(p_plan_key) END;
  v_given jsonb := settlement.read_contract_change(v_tenant_id, v_plan_id, p_change);
  v_change jsonb;
  v_known pricing.pricing_change_request;
  v_currency text := settlement.contract_currency(v_tenant_id, v_plan_id);
  v_difference jsonb;
  v_id uuid;
BEGIN
  IF coalesce(btrim(p_reason), '') = '' OR coalesce(btrim(p_request_key), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MP013', MESSAGE = 'a change needs a reason and a request key', DETAIL = format('reason %s, key %s', quote_nullable(p_reason),
      quote_nullable(p_request_key)), HINT = 'Say why; who approves it reads it.';
  END IF;
  PERFORM settlement.lock_contract(v_tenant_id, v_plan_id);
  v_change := pricing.complete_change(v_tenant_id, v_plan_id, v_given, p_effective_on);
  SELECT r.* INTO v_known FROM pricing.pricing_change_request AS r WHERE r.request_key = p_request_key;
  IF FOUND THEN
    -- What was taken from the contract then may be otherwise by now.
    IF (v_known.tenant_id, v_known.pricing_plan_id, v_known.effective_on, v_known.reason, v_known.created_by)
      IS DISTINCT FROM (v_tenant_id, v_plan_id, p_effective_on, p_reason, v_actor)
      OR NOT (v_known.change = v_change OR (v_change <> v_given AND v_known.change @> v_given)) THEN
      RAISE EXCEPTION USING ERRCODE = 'MP512', MESSAGE = 'this request key was used for another change',
        DETAIL = format('key %s is of request %s', p_request_key, v_known.pricing_change_request_id), HINT = 'Use a new key for a new request.';
    END IF;
    RETURN v_known.pricing_change_request_id;
  END IF;
  v_difference := settlement.try_contract_change(v_tenant_id, v_plan_id, v_currency, v_change, p_effective_on, v_actor);
  IF v_difference = '[]' THEN
    RAISE EXCEPTION USING ERRCODE = 'MP011', MESSAGE = 'the change changes nothing', DETAIL = left(v_change::text, 200), HINT = 'The contract says so already.';
  END IF;
  INSERT INTO pricing.pricing_change_request (request_key, tenant_id, pricing_plan_id, currency, change, effective_on, difference, begins_on, reason, created_by)
  SELECT p_request_key, v_tenant_id, v_plan_id, v_currency, v_change, p_effective_on, v_difference, min(coalesce(d.valid_from, '-infinity')), p_reason, v_actor
  FROM jsonb_to_recordset(v_difference) AS d (valid_from date)
  RETURNING pricing_change_request_id INTO v_id;
  PERFORM settlement.audit_price_change('requested', v_id, v_actor);
  RETURN v_id;
END
$request_price_change$;
COMMENT ON FUNCTION settlement.request_price_change(text, text, jsonb, date, text, text, uuid) IS 'Asks for a change of a tenant''s or a plan''s contract (one of the two is given); what can''t be applied is refused at once. The same request key is the same request.';
ALTER FUNCTION settlement.request_price_change(text, text, jsonb, date, text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.request_price_change(text, text, jsonb, date, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.request_price_change(text, text, jsonb, date, text, text, uuid) TO mg_batch;
