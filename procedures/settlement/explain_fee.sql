CREATE OR REPLACE FUNCTION settlement.explain_fee(
  p_component text, p_event commerce.payment_event, p_line settlement.line, p_capture commerce.payment_event, p_capture_line settlement.line,
  p_rule pricing.applicable_fee_rule, p_decimals integer, p_locale text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $explain_fee$
DECLARE
  v_is_ko boolean := p_locale = 'ko';
  v_is_platform boolean := p_component = 'platform';
  v_fee bigint := CASE WHEN v_is_platform THEN p_line.platform_fee_minor ELSE p_line.pg_fee_minor END;
  v_basis bigint := CASE WHEN v_is_platform THEN p_line.platform_basis_minor ELSE p_line.pg_basis_minor END;
  v_captured_fee bigint := CASE WHEN v_is_platform THEN p_capture_line.platform_fee_minor ELSE p_capture_line.pg_fee_minor END;
  v_after bigint := v_basis + CASE WHEN p_event.is_reversal THEN -p_event.amount_minor ELSE p_event.amount_minor END;
  v_waived bigint := CASE WHEN v_is_platform THEN p_line.waived_minor ELSE 0 END;
  v_given text := settlement.explain_amount(-v_fee, p_line.currency, p_decimals, p_locale);
BEGIN
  IF p_event.kind = 'capture' AND NOT p_event.is_reversal AND EXISTS (SELECT FROM commerce.payment_event AS r
    WHERE r.tenant_id = p_event.tenant_id AND r.settlement_day = p_event.settlement_day AND r.original_event_id = p_event.payment_event_id
      AND r.is_reversal AND r.kind = 'capture') OR (p_event.kind = 'capture' AND p_event.is_reversal AND p_event.original_day = p_event.settlement_day) THEN
    RETURN CASE WHEN v_is_ko THEN '잘못 등록되어 정산 전에 취소된 결제이므로 수수료가 없습니다.' ELSE 'Recorded by mistake and taken back before its period closed: no fee.' END;
  ELSIF p_rule.fee_rule_id IS NULL THEN
    RETURN format(CASE WHEN v_is_ko THEN '결제일 %s에 이 결제에 맞는 규칙이 없어 수수료가 없습니다.' ELSE 'No rule was in force for this payment on %s, so there is no fee.' END, p_capture.business_day);
  ELSIF p_event.kind = 'capture' AND p_event.is_reversal THEN
    RETURN format(CASE WHEN v_is_ko THEN '잘못 등록된 결제를 취소하면서 그 결제의 수수료를 그대로 돌려줍니다: %s.' ELSE 'Takes a payment recorded by mistake back, and gives back the fee of %s that it bore.' END, v_given);
  ELSIF p_event.kind = 'capture' THEN
    RETURN settlement.explain_capture(p_rule, p_event.amount_minor, v_basis, p_event.settlement_day, v_fee + v_waived, p_decimals, p_locale)
      || CASE WHEN v_waived > 0 THEN format(CASE WHEN v_is_ko THEN ' 프로모션으로 %s을 면제하여 %s입니다.' ELSE ' A promotion waives %s of it: %s.' END,
        settlement.explain_amount(v_waived, p_line.currency, p_decimals, p_locale),
        settlement.explain_amount(v_fee, p_line.currency, p_decimals, p_locale)) ELSE '' END;
  ELSIF p_event.kind = 'chargeback' THEN
    RETURN CASE WHEN v_is_ko THEN '카드사가 강제로 취소한 차지백에는 수수료를 돌려주지 않습니다.' ELSE 'A chargeback, forced by the card company, gives no fee back.' END;
  ELSIF NOT p_rule.returns_on_refund THEN
    RETURN CASE WHEN v_is_ko THEN '이 규칙은 환불할 때 수수료를 돌려주지 않습니다.' ELSE 'This rule gives no fee back on refunds.' END;
  ELSIF p_capture.amount_minor = 0 THEN
    RETURN CASE WHEN v_is_ko THEN '결제 금액이 0이었으므로 돌려줄 수수료가 없습니다.' ELSE 'Nothing had been paid, so there is no fee to give back.' END;
  ELSIF v_captured_fee IS NULL THEN
    RETURN format(CASE WHEN v_is_ko THEN '이곳에서 정산을 시작하기 전의 결제입니다. 같은 규칙으로 계산한 수수료를 환불 비율만큼 돌려줍니다: %s.'
      ELSE 'The payment is from before settlement began here; of the fee that this rule gives for it, %s is given back.' END, v_given);
  END IF;
  RETURN format(CASE WHEN v_is_ko THEN '결제 때의 수수료는 %s이며, 환불 비율만큼 돌려줍니다. %s' ELSE 'The payment''s fee of %s is given back in proportion. %s' END,
    settlement.explain_amount(v_captured_fee, p_line.currency, p_decimals, p_locale),
    settlement.explain_share(v_captured_fee, v_basis, v_after, p_capture.amount_minor, p_line.currency, p_decimals, p_locale));
END
$explain_fee$;
COMMENT ON FUNCTION settlement.explain_fee(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, pricing.applicable_fee_rule, integer, text) IS 'Why one component of a line''s fee is what it is, in one language: the formula with its numbers, or why there is none.';
REVOKE ALL ON FUNCTION settlement.explain_fee(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, pricing.applicable_fee_rule, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_fee(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, pricing.applicable_fee_rule, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
