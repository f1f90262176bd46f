CREATE OR REPLACE FUNCTION pricing.fee_rule_json(p_rule pricing.tenant_fee_rule) RETURNS jsonb
LANGUAGE sql STABLE
AS $fee_rule_json$
  SELECT jsonb_strip_nulls(jsonb_build_object('kind', p_rule.kind, 'percent', trim_scale(p_rule.rate / 100000.0)::text,
      'fixed', nullif(p_rule.fixed_minor, 0), 'minimum', p_rule.minimum_minor, 'maximum', p_rule.maximum_minor,
      'month_maximum', p_rule.month_maximum_minor, 'vat', nullif(p_rule.vat_treatment, 'added'), 'returns_on_refund', p_rule.returns_on_refund))
    || CASE WHEN p_rule.tier_from IS NULL THEN '{}' ELSE jsonb_build_object('tiers', (
      SELECT jsonb_agg(jsonb_build_object('up_to', p_rule.tier_from[t.place + 1], 'percent', trim_scale(t.rate / 100000.0)::text) ORDER BY t.place)
      FROM unnest(p_rule.tier_rate) WITH ORDINALITY AS t (rate, place))) END
$fee_rule_json$;
COMMENT ON FUNCTION pricing.fee_rule_json(pricing.tenant_fee_rule) IS 'What a fee rule charges, in the shape of the tenants'' file: read_fee_rule the other way round, without selectors and validity.';
REVOKE ALL ON FUNCTION pricing.fee_rule_json(pricing.tenant_fee_rule) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.fee_rule_json(pricing.tenant_fee_rule) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
