CREATE OR REPLACE VIEW pricing.applicable_fee_rule WITH (security_invoker = true) AS
  SELECT r.tenant_id, r.tenant_fee_rule_id AS fee_rule_id, 'tenant'::text AS owner, NULL::uuid AS pricing_plan_id,
    8 + (r.method <> '')::integer * 4 + (r.category <> '')::integer * 2 + (r.channel <> '')::integer AS precedence,
    r.component, r.method, r.category, r.channel, r.kind, r.rate, r.fixed_minor, r.minimum_minor, r.maximum_minor, r.currency,
    r.tier_from, r.tier_rate, r.tier_base, r.returns_on_refund,
    coalesce(lower(r.valid_during), '-infinity') AS valid_from, coalesce(upper(r.valid_during), 'infinity') AS valid_to,
    r.month_maximum_minor, r.vat_treatment
  FROM pricing.tenant_fee_rule AS r
  UNION ALL
  SELECT p.tenant_id, r.plan_fee_rule_id, 'plan', r.pricing_plan_id,
    (r.method <> '')::integer * 4 + (r.category <> '')::integer * 2 + (r.channel <> '')::integer,
    r.component, r.method, r.category, r.channel, r.kind, r.rate, r.fixed_minor, r.minimum_minor, r.maximum_minor, r.currency,
    r.tier_from, r.tier_rate, r.tier_base, r.returns_on_refund,
    coalesce(lower(r.valid_during * p.valid_during), '-infinity'), coalesce(upper(r.valid_during * p.valid_during), 'infinity'),
    r.month_maximum_minor, r.vat_treatment
  FROM pricing.tenant_plan AS p
  JOIN pricing.plan_fee_rule AS r ON r.pricing_plan_id = p.pricing_plan_id AND r.valid_during && p.valid_during;
COMMENT ON VIEW pricing.applicable_fee_rule IS 'The fee rules that may apply to a tenant: its own, and its plan''s while it is on it. Of those whose selectors match, the highest precedence wins: own before plan, then method, category, channel.';
GRANT SELECT ON pricing.applicable_fee_rule TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
