CREATE OR REPLACE FUNCTION settlement.explain_component(
  p_component text, p_event commerce.payment_event, p_line settlement.line, p_capture commerce.payment_event, p_capture_line settlement.line, p_decimals integer)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $explain_component$
DECLARE
  v_rule_id uuid := CASE p_component WHEN 'platform' THEN p_line.platform_rule_id ELSE p_line.pg_rule_id END;
  v_rule pricing.applicable_fee_rule;
  v_shown jsonb;
  v_rejected jsonb;
BEGIN
  -- A tenant may have been on its plan more than once: the stretch that holds the day speaks for the rule.
  SELECT r.* INTO v_rule FROM pricing.applicable_fee_rule AS r
  WHERE r.tenant_id = p_line.tenant_id AND r.fee_rule_id = v_rule_id
  ORDER BY p_capture.business_day >= r.valid_from AND p_capture.business_day < r.valid_to DESC LIMIT 1;
  SELECT to_jsonb(f) - 'tenant_id' INTO v_shown FROM settlement.fee_rule_report AS f
  WHERE f.tenant_id = p_line.tenant_id AND f.fee_rule_id = v_rule_id;

  SELECT coalesce(jsonb_agg(jsonb_build_object('rule', to_jsonb(f) - 'tenant_id',
    'reason_ko', settlement.explain_rejection(o.candidate, v_rule, p_capture, 'ko'),
    'reason_en', settlement.explain_rejection(o.candidate, v_rule, p_capture, 'en')) ORDER BY o.precedence DESC, f.valid_from, f.fee_rule_id), '[]')
  INTO v_rejected
  FROM (
    SELECT DISTINCT ON (c.fee_rule_id) c.fee_rule_id, c.precedence, c AS candidate
    FROM pricing.applicable_fee_rule AS c
    WHERE c.tenant_id = p_line.tenant_id AND c.component = p_component AND c.fee_rule_id IS DISTINCT FROM v_rule_id
    ORDER BY c.fee_rule_id, p_capture.business_day >= c.valid_from AND p_capture.business_day < c.valid_to DESC
  ) AS o
  JOIN settlement.fee_rule_report AS f ON f.tenant_id = p_line.tenant_id AND f.fee_rule_id = o.fee_rule_id;

  RETURN jsonb_build_object('component', p_component,
    'fee_minor', CASE p_component WHEN 'platform' THEN p_line.platform_fee_minor ELSE p_line.pg_fee_minor END,
    'rule', v_shown,
    'formula_ko', settlement.explain_fee(p_component, p_event, p_line, p_capture, p_capture_line, v_rule, p_decimals, 'ko'),
    'formula_en', settlement.explain_fee(p_component, p_event, p_line, p_capture, p_capture_line, v_rule, p_decimals, 'en'),
    'rejected', v_rejected);
END
$explain_component$;
COMMENT ON FUNCTION settlement.explain_component(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, integer) IS 'One fee of a line: the rule that it bore, the formula in both languages, and why each other rule of the component did not apply.';
REVOKE ALL ON FUNCTION settlement.explain_component(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_component(text, commerce.payment_event, settlement.line, commerce.payment_event, settlement.line, integer) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
