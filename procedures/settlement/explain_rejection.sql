CREATE OR REPLACE FUNCTION settlement.explain_rejection(
  p_rule pricing.applicable_fee_rule, p_winner pricing.applicable_fee_rule, p_capture commerce.payment_event, p_locale text)
RETURNS text
LANGUAGE sql STABLE
AS $explain_rejection$
  SELECT CASE
    WHEN p_capture.business_day < p_rule.valid_from THEN format(CASE p_locale WHEN 'ko' THEN '%s부터 적용되는 규칙입니다(결제일 %s).' ELSE 'It is in force from %s; the payment is of %s.' END,
      p_rule.valid_from, p_capture.business_day)
    WHEN p_capture.business_day >= p_rule.valid_to THEN format(CASE p_locale WHEN 'ko' THEN '%s 전까지만 적용되는 규칙입니다(결제일 %s).' ELSE 'It was in force before %s only; the payment is of %s.' END,
      p_rule.valid_to, p_capture.business_day)
    WHEN s.mismatch IS NOT NULL THEN s.mismatch
    WHEN p_winner.owner = 'tenant' AND p_rule.owner = 'plan' THEN CASE p_locale WHEN 'ko' THEN '맞지만, 사업장 자체 규칙이 요금제 규칙보다 우선합니다.'
      ELSE 'It matches, but your own rules come before the plan''s.' END
    WHEN p_winner.fee_rule_id IS NOT NULL AND p_winner.precedence > p_rule.precedence THEN format(CASE p_locale WHEN 'ko' THEN '맞지만, 더 구체적인 규칙이 우선합니다(%s 지정).'
      ELSE 'It matches, but a rule that names the %s is more specific.' END, s.decided_by)
    WHEN EXISTS (SELECT FROM commerce.payment_event AS r WHERE r.tenant_id = p_capture.tenant_id AND r.settlement_day = p_capture.settlement_day
      AND r.original_event_id = p_capture.payment_event_id AND r.is_reversal AND r.kind = 'capture') THEN CASE p_locale
      WHEN 'ko' THEN '맞지만, 정산 전에 취소된 결제에는 적용되지 않습니다.' ELSE 'It matches, but the payment was taken back before its period closed.' END
    ELSE CASE p_locale WHEN 'ko' THEN '정산할 때는 없던 규칙입니다.' ELSE 'It was not there when the line was settled.' END END
  FROM (
    SELECT string_agg(format(CASE p_locale WHEN 'ko' THEN '%s %s 전용입니다(이 결제: %s).' ELSE 'It is for %s %s only; here it is %s.' END, v.word, v.wanted,
        CASE WHEN v.found <> '' THEN v.found WHEN p_locale = 'ko' THEN '없음' ELSE 'none' END), ' ' ORDER BY v.place) FILTER (WHERE v.wanted NOT IN ('', v.found)) AS mismatch,
      (array_agg(v.word ORDER BY v.place) FILTER (WHERE v.wanted = '' AND v.winning <> ''))[1] AS decided_by
    FROM (VALUES
      (1, CASE p_locale WHEN 'ko' THEN '결제수단' ELSE 'method' END, p_rule.method, p_capture.method, p_winner.method),
      (2, CASE p_locale WHEN 'ko' THEN '분류' ELSE 'category' END, p_rule.category, p_capture.category, p_winner.category),
      (3, CASE p_locale WHEN 'ko' THEN '채널' ELSE 'channel' END, p_rule.channel, p_capture.channel, p_winner.channel)) AS v (place, word, wanted, found, winning)
  ) AS s
$explain_rejection$;
COMMENT ON FUNCTION settlement.explain_rejection(pricing.applicable_fee_rule, pricing.applicable_fee_rule, commerce.payment_event, text) IS 'Why a fee rule did not apply to a capture, in one language: not in force, for other codes, behind the tenant''s own, less specific than the one that won.';
REVOKE ALL ON FUNCTION settlement.explain_rejection(pricing.applicable_fee_rule, pricing.applicable_fee_rule, commerce.payment_event, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_rejection(pricing.applicable_fee_rule, pricing.applicable_fee_rule, commerce.payment_event, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
