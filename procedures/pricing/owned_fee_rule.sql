CREATE OR REPLACE FUNCTION pricing.owned_fee_rule(p_tenant_id uuid, p_plan_id uuid) RETURNS SETOF pricing.tenant_fee_rule
LANGUAGE sql STABLE
AS $owned_fee_rule$
  SELECT r.* FROM pricing.tenant_fee_rule AS r WHERE r.tenant_id = p_tenant_id
  UNION ALL
  SELECT NULL::uuid, r.plan_fee_rule_id, r.component, r.method, r.category, r.channel, r.kind, r.rate, r.fixed_minor, r.minimum_minor,
    r.maximum_minor, r.currency, r.tier_from, r.tier_rate, r.tier_base, r.returns_on_refund, r.valid_during, r.created_at, r.created_by,
    r.month_maximum_minor, r.vat_treatment
  FROM pricing.plan_fee_rule AS r WHERE r.pricing_plan_id = p_plan_id
$owned_fee_rule$;
COMMENT ON FUNCTION pricing.owned_fee_rule(uuid, uuid) IS 'The fee rules of a tenant or of a plan, in one shape.';
REVOKE ALL ON FUNCTION pricing.owned_fee_rule(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.owned_fee_rule(uuid, uuid) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
