CREATE OR REPLACE FUNCTION settlement.request_adjustment(
  p_tenant_key text, p_adjusted_on date, p_amount text, p_reason text, p_request_key text, p_actor uuid DEFAULT NULL, p_schedule_code text DEFAULT '')
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $request_adjustment$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.request_adjustment');
  v_tenant_id uuid := settlement.find_tenant(p_tenant_key);
  v_currency text;
  v_amount bigint;
  v_known settlement.adjustment_request;
  v_id uuid;
BEGIN
  SELECT t.currency INTO v_currency FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id;
  v_amount := core.minor_units(p_amount, v_currency);
  IF v_amount IS NULL OR v_amount = 0 OR p_adjusted_on IS NULL OR NOT isfinite(p_adjusted_on) OR coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS001', MESSAGE = 'an adjustment needs a date, an amount and a reason',
      DETAIL = format('date %s, amount %s, reason %s', p_adjusted_on, p_amount, quote_nullable(p_reason)), HINT = 'Give all three; the amount is signed in the tenant''s favour and not 0.';
  END IF;
  IF NOT EXISTS (SELECT FROM settlement.tenant_clock AS c WHERE c.tenant_id = v_tenant_id AND c.schedule_code = p_schedule_code) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS412', MESSAGE = 'unknown schedule',
      DETAIL = format('schedule %s of tenant %s', quote_nullable(p_schedule_code), p_tenant_key), HINT = 'Leave the schedule out for the main one.';
  END IF;

  INSERT INTO settlement.adjustment_request (tenant_id, schedule_code, adjusted_on, amount_minor, currency, reason, request_key, created_by)
  VALUES (v_tenant_id, p_schedule_code, p_adjusted_on, v_amount, v_currency, p_reason, p_request_key, v_actor)
  ON CONFLICT (tenant_id, request_key) DO NOTHING
  RETURNING adjustment_request_id INTO v_id;
  IF v_id IS NULL THEN
    SELECT r.* INTO v_known FROM settlement.adjustment_request AS r WHERE r.tenant_id = v_tenant_id AND r.request_key = p_request_key;
    IF (v_known.schedule_code, v_known.adjusted_on, v_known.amount_minor, v_known.reason) IS DISTINCT FROM (p_schedule_code, p_adjusted_on, v_amount, p_reason) THEN
      RAISE EXCEPTION USING ERRCODE = 'MS501', MESSAGE = 'this request key was used for another adjustment',
        DETAIL = format('key %s: %s on %s, "%s"', p_request_key, v_known.amount_minor, v_known.adjusted_on, v_known.reason), HINT = 'Use a new key for a new adjustment.';
    END IF;
    RETURN v_known.adjustment_request_id;
  END IF;
  PERFORM audit.record(v_tenant_id, 'settlement.adjustment.requested', v_id::text,
    jsonb_build_object('adjusted_on', p_adjusted_on, 'amount_minor', v_amount, 'currency', v_currency, 'reason', p_reason, 'schedule_code', p_schedule_code), v_actor);
  RETURN v_id;
END
$request_adjustment$;
COMMENT ON FUNCTION settlement.request_adjustment(text, date, text, text, text, uuid, text) IS 'Asks for an adjustment, as people give it: tenant by key, amount in major units. Nothing is adjusted before another person approves. The same request key is the same request.';
ALTER FUNCTION settlement.request_adjustment(text, date, text, text, text, uuid, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.request_adjustment(text, date, text, text, text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.request_adjustment(text, date, text, text, text, uuid, text) TO mg_batch;
