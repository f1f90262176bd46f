CREATE OR REPLACE FUNCTION pricing.add_fee_rule(p_tenant_id uuid, p_plan_id uuid, p_rule pricing.tenant_fee_rule, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $add_fee_rule$
BEGIN
  IF p_tenant_id IS NOT NULL THEN
    INSERT INTO pricing.tenant_fee_rule (tenant_id, component, method, category, channel, kind, rate, fixed_minor, minimum_minor, maximum_minor,
      currency, tier_from, tier_rate, tier_base, returns_on_refund, month_maximum_minor, vat_treatment, valid_during, created_by)
    VALUES (p_tenant_id, p_rule.component, p_rule.method, p_rule.category, p_rule.channel, p_rule.kind, p_rule.rate, p_rule.fixed_minor,
      p_rule.minimum_minor, p_rule.maximum_minor, p_rule.currency, p_rule.tier_from, p_rule.tier_rate, p_rule.tier_base,
      p_rule.returns_on_refund, p_rule.month_maximum_minor, p_rule.vat_treatment, p_rule.valid_during, p_actor);
  ELSE
    INSERT INTO pricing.plan_fee_rule (pricing_plan_id, component, method, category, channel, kind, rate, fixed_minor, minimum_minor, maximum_minor,
      currency, tier_from, tier_rate, tier_base, returns_on_refund, month_maximum_minor, vat_treatment, valid_during, created_by)
    VALUES (p_plan_id, p_rule.component, p_rule.method, p_rule.category, p_rule.channel, p_rule.kind, p_rule.rate, p_rule.fixed_minor,
      p_rule.minimum_minor, p_rule.maximum_minor, p_rule.currency, p_rule.tier_from, p_rule.tier_rate, p_rule.tier_base,
      p_rule.returns_on_refund, p_rule.month_maximum_minor, p_rule.vat_treatment, p_rule.valid_during, p_actor);
  END IF;
END
$add_fee_rule$;
COMMENT ON FUNCTION pricing.add_fee_rule(uuid, uuid, pricing.tenant_fee_rule, uuid) IS 'Stores a fee rule of a tenant, or of a plan where no tenant is given.';
REVOKE ALL ON FUNCTION pricing.add_fee_rule(uuid, uuid, pricing.tenant_fee_rule, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.add_fee_rule(uuid, uuid, pricing.tenant_fee_rule, uuid) TO mg_batch_owner;
