CREATE OR REPLACE FUNCTION pricing.is_same_fee(p_one pricing.tenant_fee_rule, p_other pricing.tenant_fee_rule) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $is_same_fee$
  SELECT (p_one.kind, p_one.rate, p_one.fixed_minor, p_one.minimum_minor, p_one.maximum_minor, p_one.currency, p_one.tier_from, p_one.tier_rate, p_one.returns_on_refund,
    p_one.month_maximum_minor, p_one.vat_treatment)
    IS NOT DISTINCT FROM
    (p_other.kind, p_other.rate, p_other.fixed_minor, p_other.minimum_minor, p_other.maximum_minor, p_other.currency, p_other.tier_from, p_other.tier_rate, p_other.returns_on_refund,
    p_other.month_maximum_minor, p_other.vat_treatment)
$is_same_fee$;
COMMENT ON FUNCTION pricing.is_same_fee(pricing.tenant_fee_rule, pricing.tenant_fee_rule) IS 'Whether two rules charge and give back alike, whatever they select and whenever.';
REVOKE ALL ON FUNCTION pricing.is_same_fee(pricing.tenant_fee_rule, pricing.tenant_fee_rule) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.is_same_fee(pricing.tenant_fee_rule, pricing.tenant_fee_rule) TO mg_batch_owner;
