CREATE OR REPLACE FUNCTION settlement.explain_share(
  p_whole bigint, p_before bigint, p_after bigint, p_captured bigint, p_currency text, p_decimals integer, p_locale text)
RETURNS text
LANGUAGE sql STABLE
AS $explain_share$
  SELECT format(CASE p_locale WHEN 'ko' THEN '환불 누계는 이번까지 %s, 그 전까지 %s입니다(결제 %s). '
      ELSE 'Returned of it: %s with this one, %s before (paid: %s). ' END, a.after, a.before, a.captured)
    || format(CASE p_locale WHEN 'ko' THEN '%s × %s ÷ %s → 절사 %s' ELSE '%s × %s ÷ %s, cut: %s' END, a.whole, a.after, a.captured,
      settlement.explain_amount(pricing.returned_share(p_whole, 0, p_after, p_captured), p_currency, p_decimals, p_locale))
    || CASE WHEN p_before = 0 THEN '' ELSE format(CASE p_locale WHEN 'ko' THEN ', %s × %s ÷ %s → 절사 %s, 차액 %s'
      ELSE '; %s × %s ÷ %s, cut: %s; a difference of %s' END, a.whole, a.before, a.captured,
      settlement.explain_amount(pricing.returned_share(p_whole, 0, p_before, p_captured), p_currency, p_decimals, p_locale),
      settlement.explain_amount(pricing.returned_share(p_whole, p_before, p_after, p_captured), p_currency, p_decimals, p_locale)) END
  FROM (SELECT settlement.explain_amount(p_whole, p_currency, p_decimals, p_locale) AS whole,
    settlement.explain_amount(p_captured, p_currency, p_decimals, p_locale) AS captured,
    settlement.explain_amount(p_before, p_currency, p_decimals, p_locale) AS before,
    settlement.explain_amount(p_after, p_currency, p_decimals, p_locale) AS after) AS a
$explain_share$;
COMMENT ON FUNCTION settlement.explain_share(bigint, bigint, bigint, bigint, text, integer, text) IS 'The share of a fee or discount that a return gives back, with what was returned of its capture before (R1) and after (R2).';
REVOKE ALL ON FUNCTION settlement.explain_share(bigint, bigint, bigint, bigint, text, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_share(bigint, bigint, bigint, bigint, text, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
