CREATE OR REPLACE FUNCTION settlement.terms_json(p_terms settlement.terms) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $terms_json$
  SELECT jsonb_build_object('cycle', p_terms.cycle, 'payout_delay_business_days', p_terms.payout_delay_business_days,
    'payout', CASE WHEN p_terms.payout_day_policy <> 'business_days' THEN jsonb_strip_nulls(jsonb_build_object('delay_days', p_terms.payout_delay_days,
      'weekdays', to_jsonb(p_terms.payout_weekdays), 'month_days', to_jsonb(p_terms.payout_month_days), 'policy', p_terms.payout_day_policy)) END,
    'holdback', CASE WHEN p_terms.holdback_rate IS NOT NULL THEN jsonb_build_object('percent', trim_scale(p_terms.holdback_rate / 100000.0)::text,
      'release_days', p_terms.holdback_release_days) END,
    'minimum_payout', p_terms.minimum_payout_minor, 'withholding', p_terms.withholding, 'fee_vat_rounding', p_terms.fee_vat_rounding)
$terms_json$;
COMMENT ON FUNCTION settlement.terms_json(settlement.terms) IS 'Terms in the shape of the tenants'' file: read_terms the other way round.';
REVOKE ALL ON FUNCTION settlement.terms_json(settlement.terms) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.terms_json(settlement.terms) TO mg_batch_owner;
