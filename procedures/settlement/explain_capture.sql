CREATE OR REPLACE FUNCTION settlement.explain_capture(
  p_rule pricing.applicable_fee_rule, p_amount bigint, p_basis bigint, p_settlement_day date, p_fee bigint, p_decimals integer, p_locale text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $explain_capture$
DECLARE
  v_is_ko boolean := p_locale = 'ko';
  v_place integer := width_bucket(p_basis, p_rule.tier_from);
  v_amount text := settlement.explain_amount(p_amount, p_rule.currency, p_decimals, p_locale);
  v_basis text := settlement.explain_amount(p_basis, p_rule.currency, p_decimals, p_locale);
  v_fee text := settlement.explain_amount(p_fee, p_rule.currency, p_decimals, p_locale);
  v_after text;
  v_exact numeric;
  v_left bigint;
BEGIN
  IF p_amount = 0 THEN
    RETURN CASE WHEN v_is_ko THEN '결제 금액이 0이므로 수수료가 없습니다.' ELSE 'Nothing was paid, so there is no fee.' END;
  ELSIF p_rule.kind = 'percent' THEN
    v_left := p_rule.month_maximum_minor - least(p_basis, p_rule.month_maximum_minor);
    RETURN settlement.explain_percent(p_rule, p_amount, p_decimals, p_locale)
      || CASE WHEN pricing.percent_fee(p_amount, p_rule.rate, p_rule.fixed_minor, p_rule.minimum_minor, p_rule.maximum_minor) > v_left THEN
        format(CASE WHEN v_is_ko THEN ', 이 규칙의 월 한도 %s 중 남은 %s만 부과합니다.' ELSE '; of the rule''s cap of %s a month %s are left.' END,
          settlement.explain_amount(p_rule.month_maximum_minor, p_rule.currency, p_decimals, p_locale),
          settlement.explain_amount(v_left, p_rule.currency, p_decimals, p_locale)) ELSE '' END;
  ELSIF p_rule.kind = 'tiered' THEN
    v_after := settlement.explain_amount(p_basis + p_amount, p_rule.currency, p_decimals, p_locale);
    RETURN format(CASE WHEN v_is_ko THEN '이 규칙의 %s 누적 결제액: %s → %s. %s까지의 수수료: %s.'
        ELSE 'The volume of %s under this rule went from %s to %s. Fee of the first %s: %s.' END,
        to_char(p_settlement_day, CASE WHEN v_is_ko THEN 'YYYY"년" FMMM"월"' ELSE 'YYYY-MM' END), v_basis, v_after, v_after,
        settlement.explain_volume(p_rule, p_basis + p_amount, p_decimals, p_locale))
      || CASE WHEN p_basis = 0 THEN '' ELSE format(CASE WHEN v_is_ko THEN ' %s까지의 수수료: %s. 차액 %s.' ELSE ' Fee of the first %s: %s. The difference is %s.' END,
        v_basis, settlement.explain_volume(p_rule, p_basis, p_decimals, p_locale), v_fee) END;
  END IF;

  v_exact := trim_scale(p_amount::numeric * p_rule.tier_rate[v_place] / 10000000);
  RETURN format(CASE WHEN v_is_ko THEN '지난달(%s) 결제액은 %s, 해당 구간은 %s, 요율은 %s%%입니다. %s × %s%% = %s'
      ELSE 'The volume of the month before (%s), %s, lies in the tier %s at %s%%. %s × %s%% = %s' END,
      to_char(date_trunc('month', p_settlement_day::timestamp) - interval '1 month', CASE WHEN v_is_ko THEN 'YYYY"년" FMMM"월"' ELSE 'YYYY-MM' END), v_basis,
      settlement.explain_amount(p_rule.tier_from[v_place], p_rule.currency, p_decimals, p_locale) || CASE
        WHEN p_rule.tier_from[v_place + 1] IS NULL THEN CASE WHEN v_is_ko THEN ' 이상' ELSE ' and above' END
        WHEN v_is_ko THEN format(' 이상 %s 미만', settlement.explain_amount(p_rule.tier_from[v_place + 1], p_rule.currency, p_decimals, p_locale))
        ELSE format(' to below %s', settlement.explain_amount(p_rule.tier_from[v_place + 1], p_rule.currency, p_decimals, p_locale)) END,
      trim_scale(p_rule.tier_rate[v_place] / 100000.0), v_amount, trim_scale(p_rule.tier_rate[v_place] / 100000.0),
      settlement.explain_amount(v_exact, p_rule.currency, p_decimals, p_locale))
    || CASE WHEN v_exact <> trunc(v_exact) THEN format(CASE WHEN v_is_ko THEN ' → 절사 %s' ELSE ', cut to %s' END,
      settlement.explain_amount(trunc(v_exact), p_rule.currency, p_decimals, p_locale)) ELSE '' END;
END
$explain_capture$;
COMMENT ON FUNCTION settlement.explain_capture(pricing.applicable_fee_rule, bigint, bigint, date, bigint, integer, text) IS 'The fee of a capture under the rule that it bore, in words and numbers, for every kind of rule. p_basis: as on the line.';
REVOKE ALL ON FUNCTION settlement.explain_capture(pricing.applicable_fee_rule, bigint, bigint, date, bigint, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_capture(pricing.applicable_fee_rule, bigint, bigint, date, bigint, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
