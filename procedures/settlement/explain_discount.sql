CREATE OR REPLACE FUNCTION settlement.explain_discount(
  p_event commerce.payment_event, p_line settlement.line, p_capture commerce.payment_event, p_decimals integer, p_locale text)
RETURNS text
LANGUAGE sql STABLE
AS $explain_discount$
  SELECT CASE
    WHEN p_event.kind = 'capture' AND p_event.is_reversal THEN format(CASE p_locale WHEN 'ko' THEN '결제를 취소하면서 플랫폼이 부담한 할인도 되돌립니다: %s.'
      ELSE 'The discount of %s that the platform bore is taken back with the payment.' END, a.discount)
    WHEN p_event.kind = 'capture' THEN format(CASE p_locale WHEN 'ko' THEN '플랫폼이 부담하는 쿠폰 할인이므로 결제 금액과 함께 정산됩니다: %s.'
      ELSE 'The platform bears the coupon of %s: it is owed to you as well.' END, a.discount)
    WHEN p_capture.amount_minor = 0 THEN format(CASE p_locale WHEN 'ko' THEN '결제 금액이 0인 결제의 환불은 플랫폼이 부담한 할인을 모두 되돌립니다: %s.'
      ELSE 'The refund of a payment of 0 takes its whole discount of %s back.' END, a.discount)
    ELSE format(CASE p_locale WHEN 'ko' THEN '결제 때 플랫폼이 부담한 할인은 %s이며, 환불 비율만큼 되돌립니다. %s'
      ELSE 'The payment''s discount of %s, borne by the platform, is taken back in proportion. %s' END,
      settlement.explain_amount(p_capture.platform_discount_minor, p_line.currency, p_decimals, p_locale),
      settlement.explain_share(p_capture.platform_discount_minor, p_line.platform_basis_minor,
        p_line.platform_basis_minor + CASE WHEN p_event.is_reversal THEN -p_event.amount_minor ELSE p_event.amount_minor END,
        p_capture.amount_minor, p_line.currency, p_decimals, p_locale))
    END
  FROM (SELECT settlement.explain_amount(abs(p_line.discount_minor), p_line.currency, p_decimals, p_locale) AS discount) AS a
$explain_discount$;
COMMENT ON FUNCTION settlement.explain_discount(commerce.payment_event, settlement.line, commerce.payment_event, integer, text) IS 'Why a line''s platform-borne discount is what it is, in one language.';
REVOKE ALL ON FUNCTION settlement.explain_discount(commerce.payment_event, settlement.line, commerce.payment_event, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_discount(commerce.payment_event, settlement.line, commerce.payment_event, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
