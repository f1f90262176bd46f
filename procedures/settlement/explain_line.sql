CREATE OR REPLACE FUNCTION settlement.explain_line(p_tenant_id uuid, p_payment_event_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $explain_line$
DECLARE
  v_event commerce.payment_event;
  v_line settlement.line;
  v_capture commerce.payment_event;
  v_capture_line settlement.line;
  v_decimals integer;
BEGIN
  SELECT e.* INTO v_event FROM commerce.payment_event AS e WHERE e.tenant_id = p_tenant_id AND e.payment_event_id = p_payment_event_id;
  SELECT l.* INTO v_line FROM settlement.line AS l
  WHERE l.tenant_id = p_tenant_id AND l.settlement_day = v_event.settlement_day AND l.payment_event_id = p_payment_event_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS402', MESSAGE = 'no such line',
      DETAIL = format('event %s', coalesce(v_event.ref || ' of ' || v_event.settlement_day, p_payment_event_id::text)),
      HINT = 'Only settled events have a line: is its period settled?';
  END IF;

  IF v_event.original_event_id IS NULL THEN
    v_capture := v_event;
    v_capture_line := v_line;
  ELSE
    SELECT c.* INTO v_capture FROM commerce.payment_event AS c
    WHERE c.tenant_id = p_tenant_id AND c.settlement_day = v_event.original_day AND c.payment_event_id = v_event.original_event_id;
    SELECT l.* INTO v_capture_line FROM settlement.line AS l
    WHERE l.tenant_id = p_tenant_id AND l.settlement_day = v_event.original_day AND l.payment_event_id = v_event.original_event_id;
    IF v_capture.payment_event_id IS NULL THEN
      -- Of a branch that this member may not see: its line, which has no branch, says enough.
      v_capture := v_event;
      v_capture.amount_minor := coalesce(v_capture_line.sales_minor, v_event.amount_minor);
      v_capture.platform_discount_minor := coalesce(v_capture_line.discount_minor, 0);
      v_capture.business_day := v_event.original_day;
    END IF;
  END IF;
  SELECT c.decimals INTO STRICT v_decimals FROM core.currency AS c WHERE c.currency = v_line.currency;

  RETURN jsonb_build_object('ref', v_event.ref, 'kind', v_event.kind, 'is_reversal', v_event.is_reversal, 'original_ref', nullif(v_capture.ref, v_event.ref),
    'business_day', v_event.business_day, 'capture_day', v_capture.business_day, 'settlement_day', v_event.settlement_day, 'statement_id', v_line.statement_id,
    'method', v_capture.method, 'category', v_capture.category, 'channel', v_capture.channel,
    'currency', v_line.currency, 'sales_minor', v_line.sales_minor,
    'sales_ko', settlement.explain_amount(v_line.sales_minor, v_line.currency, v_decimals, 'ko'),
    'sales_en', settlement.explain_amount(v_line.sales_minor, v_line.currency, v_decimals, 'en'),
    'components', jsonb_build_array(
      settlement.explain_component('platform', v_event, v_line, v_capture, v_capture_line, v_decimals),
      settlement.explain_component('pg', v_event, v_line, v_capture, v_capture_line, v_decimals)),
    'discount', CASE WHEN v_capture.platform_discount_minor > 0 THEN jsonb_build_object('discount_minor', v_line.discount_minor,
      'formula_ko', settlement.explain_discount(v_event, v_line, v_capture, v_decimals, 'ko'),
      'formula_en', settlement.explain_discount(v_event, v_line, v_capture, v_decimals, 'en')) END);
END
$explain_line$;
COMMENT ON FUNCTION settlement.explain_line(uuid, uuid) IS 'Why a settled event''s line is what it is: for each fee the rule in force with its validity, the formula with its numbers in Korean and English, and why the others did not apply. Runs under the caller''s row security.';
REVOKE ALL ON FUNCTION settlement.explain_line(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_line(uuid, uuid) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
