CREATE OR REPLACE FUNCTION settlement.open_chargeback(
  p_tenant_key text, p_capture_ref text, p_gateway_ref text, p_reason_code text, p_amount text DEFAULT NULL, p_respond_by date DEFAULT NULL,
  p_note text DEFAULT '', p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_chargeback$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.handle_chargeback');
  v_tenant_id uuid := settlement.find_tenant(p_tenant_key);
  v_capture commerce.payment_event;
  v_case settlement.chargeback_case;
  v_given bigint;
  v_returned bigint;
BEGIN
  SELECT core.minor_units(p_amount, t.currency) INTO v_given FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id AND p_amount IS NOT NULL;
  IF coalesce(btrim(p_gateway_ref), '') = '' OR coalesce(btrim(p_reason_code), '') = '' OR v_given <= 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'MS030', MESSAGE = 'a chargeback case needs a reference, a reason and a positive amount',
      DETAIL = format('reference %s, reason %s, amount %s', quote_nullable(p_gateway_ref), quote_nullable(p_reason_code), quote_nullable(p_amount)),
      HINT = 'Leave the amount out to dispute all that is left of the payment.';
  END IF;
  PERFORM settlement.record_lock(ARRAY[v_tenant_id]);
  PERFORM FROM commerce.payment_ref AS p WHERE p.tenant_id = v_tenant_id AND p.ref = p_capture_ref FOR UPDATE;
  SELECT e.* INTO v_capture FROM commerce.payment_ref AS p
  JOIN commerce.payment_event AS e ON e.tenant_id = p.tenant_id AND e.settlement_day = p.settlement_day AND e.payment_event_id = p.payment_event_id
  WHERE p.tenant_id = v_tenant_id AND p.ref = p_capture_ref AND e.kind = 'capture';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS431', MESSAGE = 'no such payment', DETAIL = format('tenant %s, payment %s', p_tenant_key, quote_nullable(p_capture_ref)),
      HINT = 'Give the reference of a recorded capture.';
  END IF;

  SELECT c.* INTO v_case FROM settlement.chargeback_case AS c WHERE c.tenant_id = v_tenant_id AND c.gateway_ref = p_gateway_ref;
  IF FOUND AND v_case.capture_ref = p_capture_ref AND v_case.reason_code = p_reason_code AND v_case.amount_minor = coalesce(v_given, v_case.amount_minor) THEN
    RETURN v_case.chargeback_case_id;
  ELSIF FOUND OR EXISTS (SELECT FROM commerce.payment_ref AS p WHERE p.tenant_id = v_tenant_id AND p.ref = p_gateway_ref) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS531', MESSAGE = 'this gateway reference was used for another case or payment', DETAIL = format('tenant %s, reference %s', p_tenant_key, p_gateway_ref),
      HINT = 'Look at it with: mindgarden chargeback show TENANT/REFERENCE.';
  END IF;
  SELECT c.* INTO v_case FROM settlement.chargeback_case AS c WHERE c.tenant_id = v_tenant_id AND c.capture_event_id = v_capture.payment_event_id AND c.status = 'open';
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS533', MESSAGE = 'the payment is disputed already', DETAIL = format('payment %s, open case %s', p_capture_ref, v_case.gateway_ref),
      HINT = 'Decide the open case first.';
  END IF;
  v_returned := settlement.returned_amount(v_tenant_id, v_capture.settlement_day, v_capture.payment_event_id);
  IF greatest(coalesce(v_given, 0), 1) > v_capture.amount_minor - v_returned THEN
    RAISE EXCEPTION USING ERRCODE = 'MS532', MESSAGE = 'less of the payment is left than is disputed',
      DETAIL = format('payment %s of %s, %s of it returned, disputed %s (minor units)', p_capture_ref, v_capture.amount_minor, v_returned, coalesce(v_given, 0)),
      HINT = 'What was returned already cannot be taken back again; show the card company the refund.';
  END IF;

  INSERT INTO settlement.chargeback_case (tenant_id, gateway_ref, reason_code, capture_ref, capture_day, capture_event_id, schedule_code, amount_minor, currency,
    opened_on, respond_by, created_by)
  SELECT v_tenant_id, p_gateway_ref, p_reason_code, p_capture_ref, v_capture.settlement_day, v_capture.payment_event_id, v_capture.schedule_code,
    coalesce(v_given, v_capture.amount_minor - v_returned), v_capture.currency, (p_as_of AT TIME ZONE t.time_zone)::date, p_respond_by, v_actor
  FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id
  RETURNING * INTO v_case;
  PERFORM settlement.write_chargeback_step(v_case, 'opened', 'open', v_case.amount_minor, 0, NULL, NULL, coalesce(p_note, ''), p_as_of, v_actor);
  RETURN v_case.chargeback_case_id;
END
$open_chargeback$;
COMMENT ON FUNCTION settlement.open_chargeback(text, text, text, text, text, date, text, timestamptz, uuid) IS 'Opens a case about a recorded payment (amount in major units; none: all that is left of it) and holds the disputed amount. The same reference and content again is the same case.';
ALTER FUNCTION settlement.open_chargeback(text, text, text, text, text, date, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.open_chargeback(text, text, text, text, text, date, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_chargeback(text, text, text, text, text, date, text, timestamptz, uuid) TO mg_batch;
