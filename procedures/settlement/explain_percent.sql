CREATE OR REPLACE FUNCTION settlement.explain_percent(p_rule pricing.applicable_fee_rule, p_amount bigint, p_decimals integer, p_locale text) RETURNS text
LANGUAGE sql STABLE
AS $explain_percent$
  SELECT format('%s × %s%% = %s', settlement.explain_amount(p_amount, c.currency, p_decimals, p_locale), trim_scale(p_rule.rate / 100000.0),
      settlement.explain_amount(e.exact, c.currency, p_decimals, p_locale))
    || CASE WHEN e.exact <> e.cut THEN format(CASE p_locale WHEN 'ko' THEN ' → 절사 %s' ELSE ', cut to %s' END,
      settlement.explain_amount(e.cut, c.currency, p_decimals, p_locale)) ELSE '' END
    || CASE WHEN p_rule.fixed_minor > 0 THEN format(CASE p_locale WHEN 'ko' THEN ' + 고정 %s = %s' ELSE ', plus the fixed %s: %s' END,
      settlement.explain_amount(p_rule.fixed_minor, c.currency, p_decimals, p_locale),
      settlement.explain_amount(e.cut + p_rule.fixed_minor, c.currency, p_decimals, p_locale)) ELSE '' END
    || CASE WHEN e.cut + p_rule.fixed_minor < p_rule.minimum_minor THEN format(CASE p_locale WHEN 'ko' THEN ', 최저 수수료 %s 적용' ELSE ', raised to the minimum of %s' END,
      settlement.explain_amount(p_rule.minimum_minor, c.currency, p_decimals, p_locale)) ELSE '' END
    || CASE WHEN greatest(e.cut + p_rule.fixed_minor, p_rule.minimum_minor) > p_rule.maximum_minor THEN format(CASE p_locale WHEN 'ko' THEN ', 최고 수수료 %s 적용' ELSE ', cut to the maximum of %s' END,
      settlement.explain_amount(p_rule.maximum_minor, c.currency, p_decimals, p_locale)) ELSE '' END
  FROM (SELECT p_rule.currency AS currency) AS c
  CROSS JOIN LATERAL (SELECT x.exact, trunc(x.exact) AS cut FROM (SELECT trim_scale(p_amount::numeric * p_rule.rate / 10000000) AS exact) AS x) AS e
$explain_percent$;
COMMENT ON FUNCTION settlement.explain_percent(pricing.applicable_fee_rule, bigint, integer, text) IS 'The fee of a capture under a percent rule, in words and numbers.';
REVOKE ALL ON FUNCTION settlement.explain_percent(pricing.applicable_fee_rule, bigint, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_percent(pricing.applicable_fee_rule, bigint, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
