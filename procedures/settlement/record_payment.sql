CREATE OR REPLACE FUNCTION settlement.record_payment(
  p_ref text, p_kind text, p_occurred_at timestamptz, p_currency text, p_amount_minor bigint, p_platform_discount_minor bigint DEFAULT 0,
  p_method text DEFAULT '', p_channel text DEFAULT '', p_category text DEFAULT '', p_original_ref text DEFAULT '', p_branch_code text DEFAULT '',
  p_coupon_discount_minor bigint DEFAULT 0, p_tax_free_minor bigint DEFAULT NULL, p_zero_rated_minor bigint DEFAULT NULL,
  p_as_of timestamptz DEFAULT now())
RETURNS TABLE (payment_event_id uuid, settlement_day date, is_unchanged boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_payment$
DECLARE
  -- Read once: each look at the seal costs, and the policies of every table look as well.
  v_context  text[] := core.sealed_context();
  v_tenant   uuid := nullif(v_context[1], '')::uuid;
  v_place    record;
  v_original record;
  v_original_id uuid;
  v_original_day date;
  v_method   text := p_method;
  v_channel  text := p_channel;
  v_category text := p_category;
  v_schedule text;
  v_discount bigint := p_platform_discount_minor;
  v_hash     bytea;
  v_fault    text[];
BEGIN
  IF v_tenant IS NULL THEN
    v_tenant := core.require_tenant_id();
  END IF;
  PERFORM identity.require_permission('commerce.record_payment', v_context);
  -- Shared, as settlement.record_lock takes it for many; what it protects is read by the next statements.
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('tenant_clock'), settlement.clock_bucket(v_tenant));
  IF p_kind <> 'capture' THEN
    -- The capture is held, so that two refunds of it can't both find room for themselves.
    PERFORM FROM commerce.payment_ref AS r WHERE r.tenant_id = v_tenant AND r.ref = p_original_ref FOR UPDATE;
    SELECT * INTO v_original FROM settlement.returned_capture(v_tenant, p_original_ref);
    v_schedule := v_original.schedule_code;
  END IF;
  SELECT * INTO v_place
  FROM settlement.payment_place(v_tenant, nullif(v_context[2], '')::uuid, p_branch_code, p_occurred_at, p_method, v_schedule, p_as_of);
  IF p_coupon_discount_minor > 0 THEN
    v_discount := v_discount + settlement.platform_coupon(v_tenant, v_place.business_day, p_coupon_discount_minor);
  END IF;
  IF p_tax_free_minor IS NOT NULL OR p_zero_rated_minor IS NOT NULL THEN
    v_place.tax_free_minor := coalesce(p_tax_free_minor, 0);
    v_place.zero_rated_minor := coalesce(p_zero_rated_minor, 0);
  ELSIF p_kind = 'capture' AND v_place.tax_type <> 'taxable' THEN
    v_place.tax_free_minor := CASE v_place.tax_type WHEN 'tax_free' THEN p_amount_minor + v_discount ELSE 0 END;
    v_place.zero_rated_minor := CASE v_place.tax_type WHEN 'zero_rated' THEN p_amount_minor + v_discount ELSE 0 END;
  END IF;
  v_fault := settlement.payment_fault(v_place.branch_id, v_place.currency, p_branch_code, p_ref, p_kind, p_occurred_at, p_currency, p_amount_minor,
    p_platform_discount_minor, v_discount, p_coupon_discount_minor, v_place.tax_free_minor, v_place.zero_rated_minor,
    p_method, p_channel, p_category, p_original_ref);
  IF v_fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MM010', MESSAGE = 'not a payment that can be recorded',
      DETAIL = format('%s: %s', v_fault[1], v_fault[2]), HINT = 'Mend it and record it again.';
  END IF;
  v_hash := commerce.event_hash(v_place.branch_id, p_kind, p_occurred_at, p_currency, p_method, p_channel, p_category, p_amount_minor,
    v_discount, p_original_ref, p_coupon_discount_minor, v_place.tax_free_minor, v_place.zero_rated_minor);
  IF p_kind <> 'capture' THEN
    RETURN QUERY SELECT k.payment_event_id, k.settlement_day, true FROM settlement.known_payment(v_tenant, p_ref, v_hash) AS k;
    IF FOUND THEN
      RETURN;
    END IF;
    v_fault := settlement.return_fault(v_original, p_original_ref, v_place.business_day, p_amount_minor, v_place.tax_free_minor, v_place.zero_rated_minor);
    IF v_fault IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'MM511', MESSAGE = 'the payment does not fit its capture',
        DETAIL = format('%s: %s', v_fault[1], v_fault[2]), HINT = 'Check the capture and what has been returned of it.';
    END IF;
    v_original_id := v_original.payment_event_id;
    v_original_day := v_original.settlement_day;
    v_method := coalesce(nullif(p_method, ''), v_original.method);
    v_channel := coalesce(nullif(p_channel, ''), v_original.channel);
    v_category := coalesce(nullif(p_category, ''), v_original.category);
  END IF;

  payment_event_id := uuidv7();
  settlement_day := greatest(v_place.settlement_day, v_original_day);
  is_unchanged := false;
  INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
  VALUES (v_tenant, p_ref, settlement_day, payment_event_id, v_hash)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN QUERY SELECT k.payment_event_id, k.settlement_day, true FROM settlement.known_payment(v_tenant, p_ref, v_hash) AS k;
    RETURN;
  END IF;
  INSERT INTO commerce.payment_event (tenant_id, settlement_day, payment_event_id, branch_id, kind, ref, occurred_at, business_day,
    method, channel, category, currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on, created_by,
    schedule_code, coupon_discount_minor, tax_free_minor, zero_rated_minor)
  VALUES (v_tenant, settlement_day, payment_event_id, v_place.branch_id, p_kind, p_ref, p_occurred_at, v_place.business_day,
    v_method, v_channel, v_category, p_currency, p_amount_minor, v_discount, v_original_day, v_original_id, v_place.recorded_on,
    v_context[3]::uuid, v_place.schedule_code, p_coupon_discount_minor, v_place.tax_free_minor, v_place.zero_rated_minor);
  PERFORM ledger.post_transfer(v_tenant, settlement_day, 'event', payment_event_id, g.leg, g.debit_account, g.credit_account, g.amount_minor, p_currency)
  FROM settlement.event_leg(p_kind, false, p_amount_minor, v_discount) AS g;
  PERFORM core.emit_event(v_tenant, 'payment_event', payment_event_id, 'payment.recorded', jsonb_build_object(
    'ref', p_ref, 'kind', p_kind, 'currency', p_currency, 'amount_minor', p_amount_minor, 'settlement_day', settlement_day));
  IF p_kind <> 'capture' THEN
    PERFORM settlement.release_returned_hold(v_tenant, settlement_day, payment_event_id, p_as_of, v_context[3]::uuid);
  END IF;
  RETURN NEXT;
END
$record_payment$;
COMMENT ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, bigint, bigint, bigint, timestamptz) IS 'Records one payment of the tenant whose context is sealed, by the rules of a file: reference, event, ledger entry, event out. The same payment again changes nothing; its reference with other content is refused.';
REVOKE ALL ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, bigint, bigint, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, bigint, bigint, bigint, timestamptz) TO mg_app;
