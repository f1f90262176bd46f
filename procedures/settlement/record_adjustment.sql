CREATE OR REPLACE FUNCTION settlement.record_adjustment(
  p_tenant_id uuid, p_adjusted_on date, p_amount_minor bigint, p_reason text, p_request_key text, p_actor uuid DEFAULT NULL,
  p_schedule_code text DEFAULT '')
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_adjustment$
DECLARE
  v_actor uuid := coalesce(p_actor, identity.service_user_id('settlement'));
  v_currency text;
  v_known settlement.adjustment;
  v_id uuid;
BEGIN
  SELECT t.currency INTO v_currency FROM tenancy.tenant AS t WHERE t.tenant_id = p_tenant_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MT401', MESSAGE = 'unknown tenant', DETAIL = format('tenant %s', p_tenant_id), HINT = 'Import the tenant first.';
  END IF;
  IF p_amount_minor IS NULL OR p_amount_minor = 0 OR p_adjusted_on IS NULL OR coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS001', MESSAGE = 'an adjustment needs a date, an amount and a reason',
      DETAIL = format('date %s, amount %s, reason %s', p_adjusted_on, p_amount_minor, quote_nullable(p_reason)), HINT = 'Give all three; the amount is signed in the tenant''s favour and not 0.';
  END IF;

  PERFORM settlement.record_lock(ARRAY[p_tenant_id]);
  IF NOT EXISTS (SELECT FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id AND c.schedule_code = p_schedule_code) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS412', MESSAGE = 'unknown schedule',
      DETAIL = format('schedule %s of tenant %s', quote_nullable(p_schedule_code), p_tenant_id), HINT = 'Leave the schedule out for the main one.';
  END IF;
  INSERT INTO settlement.adjustment (tenant_id, schedule_code, adjusted_on, effective_on, amount_minor, currency, reason, request_key, created_by)
  SELECT p_tenant_id, p_schedule_code, p_adjusted_on, greatest(p_adjusted_on, c.closed_through + 1), p_amount_minor, v_currency, p_reason, p_request_key, v_actor
  FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id AND c.schedule_code = p_schedule_code
  ON CONFLICT (tenant_id, request_key) DO NOTHING
  RETURNING adjustment_id INTO v_id;

  IF v_id IS NULL THEN
    SELECT a.* INTO v_known FROM settlement.adjustment AS a WHERE a.tenant_id = p_tenant_id AND a.request_key = p_request_key;
    IF (v_known.schedule_code, v_known.adjusted_on, v_known.amount_minor, v_known.reason) IS DISTINCT FROM (p_schedule_code, p_adjusted_on, p_amount_minor, p_reason) THEN
      RAISE EXCEPTION USING ERRCODE = 'MS501', MESSAGE = 'this request key was used for another adjustment',
        DETAIL = format('key %s: %s on %s, "%s"', p_request_key, v_known.amount_minor, v_known.adjusted_on, v_known.reason), HINT = 'Use a new key for a new adjustment.';
    END IF;
    RETURN v_known.adjustment_id;
  END IF;
  PERFORM audit.record(p_tenant_id, 'settlement.adjustment.recorded', v_id::text,
    jsonb_build_object('adjusted_on', p_adjusted_on, 'amount_minor', p_amount_minor, 'currency', v_currency, 'reason', p_reason,
      'schedule_code', p_schedule_code, 'request_key', p_request_key), v_actor);
  RETURN v_id;
END
$record_adjustment$;
COMMENT ON FUNCTION settlement.record_adjustment(uuid, date, bigint, text, text, uuid, text) IS 'What settlement.adjust and other commands do once they may: records a signed adjustment of a tenant, for one of its schedules, dated in the first open period if its own is closed. The same request key is the same adjustment.';
ALTER FUNCTION settlement.record_adjustment(uuid, date, bigint, text, text, uuid, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_adjustment(uuid, date, bigint, text, text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_adjustment(uuid, date, bigint, text, text, uuid, text) TO mg_owner;
