CREATE OR REPLACE FUNCTION settlement.record_payment(
  p_ref text, p_kind text, p_occurred_at timestamptz, p_currency text, p_amount_minor bigint, p_platform_discount_minor bigint DEFAULT 0,
  p_method text DEFAULT '', p_channel text DEFAULT '', p_category text DEFAULT '', p_original_ref text DEFAULT '', p_branch_code text DEFAULT '',
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
  v_fault    text[];
  v_hash     bytea;
BEGIN
  IF v_tenant IS NULL THEN
    v_tenant := core.require_tenant_id();
  END IF;
  -- Shared, as settlement.record_lock takes it for many; what it protects is read by the next statements.
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('tenant_clock'), settlement.clock_bucket(v_tenant));
  SELECT * INTO v_place FROM settlement.payment_place(v_tenant, nullif(v_context[2], '')::uuid, p_branch_code, p_occurred_at, p_as_of);
  v_fault := settlement.payment_fault(v_place.branch_id, v_place.currency, p_branch_code, p_ref, p_kind, p_occurred_at, p_currency,
    p_amount_minor, p_platform_discount_minor, p_method, p_channel, p_category, p_original_ref);
  IF v_fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MM010', MESSAGE = 'not a payment that can be recorded',
      DETAIL = format('%s: %s', v_fault[1], v_fault[2]), HINT = 'Mend it and record it again.';
  END IF;
  v_hash := commerce.event_hash(v_place.branch_id, p_kind, p_occurred_at, p_currency, p_method, p_channel, p_category, p_amount_minor,
    p_platform_discount_minor, p_original_ref);

  IF p_kind <> 'capture' THEN
    -- The capture is held, so that two refunds of it can't both find room for themselves.
    PERFORM FROM commerce.payment_ref AS r WHERE r.tenant_id = v_tenant AND r.ref = p_original_ref FOR UPDATE;
    SELECT * INTO payment_event_id, settlement_day FROM settlement.known_payment(v_tenant, p_ref, v_hash);
    IF payment_event_id IS NOT NULL THEN
      is_unchanged := true;
      RETURN NEXT;
      RETURN;
    END IF;
    SELECT * INTO v_original FROM settlement.returned_capture(v_tenant, p_original_ref, v_place.business_day, p_amount_minor);
    IF v_original.fault IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'MM511', MESSAGE = 'the payment does not fit its capture',
        DETAIL = format('%s: %s', v_original.fault[1], v_original.fault[2]), HINT = 'Check the capture and what has been returned of it.';
    END IF;
  ELSE
    SELECT NULL::date AS settlement_day, NULL::uuid AS payment_event_id, '' AS method, '' AS channel, '' AS category INTO v_original;
  END IF;

  payment_event_id := uuidv7();
  settlement_day := greatest(v_place.settlement_day, v_original.settlement_day);
  is_unchanged := false;
  INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
  VALUES (v_tenant, p_ref, settlement_day, payment_event_id, v_hash)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO payment_event_id, settlement_day FROM settlement.known_payment(v_tenant, p_ref, v_hash);
    is_unchanged := true;
    RETURN NEXT;
    RETURN;
  END IF;
  INSERT INTO commerce.payment_event (tenant_id, settlement_day, payment_event_id, branch_id, kind, ref, occurred_at, business_day,
    method, channel, category, currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on, created_by)
  VALUES (v_tenant, settlement_day, payment_event_id, v_place.branch_id, p_kind, p_ref, p_occurred_at, v_place.business_day,
    coalesce(nullif(p_method, ''), v_original.method), coalesce(nullif(p_channel, ''), v_original.channel),
    coalesce(nullif(p_category, ''), v_original.category), p_currency, p_amount_minor, p_platform_discount_minor,
    v_original.settlement_day, v_original.payment_event_id, v_place.recorded_on, v_context[3]::uuid);
  PERFORM ledger.post_transfer(v_tenant, settlement_day, 'event', payment_event_id, g.leg, g.debit_account, g.credit_account, g.amount_minor, p_currency)
  FROM settlement.event_leg(p_kind, false, p_amount_minor, p_platform_discount_minor) AS g;
  PERFORM core.emit_event(v_tenant, 'payment_event', payment_event_id, 'payment.recorded', jsonb_build_object(
    'ref', p_ref, 'kind', p_kind, 'currency', p_currency, 'amount_minor', p_amount_minor, 'settlement_day', settlement_day));
  RETURN NEXT;
END
$record_payment$;
COMMENT ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, timestamptz) IS 'Records one payment of the tenant whose context is sealed, by the rules of a file: reference, event, ledger entry, event out. The same payment again changes nothing; its reference with other content is refused.';
REVOKE ALL ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_payment(text, text, timestamptz, text, bigint, bigint, text, text, text, text, text, timestamptz) TO mg_app;
