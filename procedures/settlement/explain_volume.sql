CREATE OR REPLACE FUNCTION settlement.explain_volume(p_rule pricing.applicable_fee_rule, p_volume bigint, p_decimals integer, p_locale text) RETURNS text
LANGUAGE sql STABLE
AS $explain_volume$
  SELECT CASE WHEN p_volume = 0 THEN settlement.explain_amount(0, p_rule.currency, p_decimals, p_locale)
    ELSE string_agg(format('%s × %s%%', settlement.explain_amount(s.slice, p_rule.currency, p_decimals, p_locale), trim_scale(s.rate / 100000.0)), ' + ' ORDER BY s.place)
      || ' = ' || settlement.explain_amount(sum(s.slice * s.rate / 10000000), p_rule.currency, p_decimals, p_locale)
      || CASE WHEN sum(s.slice * s.rate) % 10000000 <> 0 THEN format(CASE p_locale WHEN 'ko' THEN ' → 절사 %s' ELSE ', cut to %s' END,
        settlement.explain_amount(pricing.volume_fee(p_volume, width_bucket(p_volume, p_rule.tier_from), p_rule.tier_from, p_rule.tier_rate, p_rule.tier_base), p_rule.currency, p_decimals, p_locale)) ELSE '' END
    END
  FROM (
    SELECT t.place, t.rate, (least(p_volume, coalesce(lead(t.lower) OVER (ORDER BY t.place), p_volume)) - t.lower)::numeric AS slice
    FROM unnest(p_rule.tier_from, p_rule.tier_rate) WITH ORDINALITY AS t (lower, rate, place)
  ) AS s
  WHERE s.slice > 0
$explain_volume$;
COMMENT ON FUNCTION settlement.explain_volume(pricing.applicable_fee_rule, bigint, integer, text) IS 'F(v) of a tiered rule, slice by slice, in numbers.';
REVOKE ALL ON FUNCTION settlement.explain_volume(pricing.applicable_fee_rule, bigint, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_volume(pricing.applicable_fee_rule, bigint, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
