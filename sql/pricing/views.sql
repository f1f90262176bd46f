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

CREATE OR REPLACE VIEW pricing.tenant_price WITH (security_invoker = true) AS
  SELECT r.tenant_id, 'tenant'::text AS owner, NULL::text AS plan_key, 'fee_rule'::text AS subject, r.tenant_fee_rule_id AS version_id,
    pricing.fee_rule_selector(r.component, r.method, r.category, r.channel) AS selector, lower(r.valid_during) AS valid_from, upper(r.valid_during) AS valid_to,
    pricing.fee_rule_json(r) AS content
  FROM pricing.tenant_fee_rule AS r
  UNION ALL
  SELECT p.tenant_id, 'plan', g.plan_key, 'fee_rule', r.tenant_fee_rule_id, pricing.fee_rule_selector(r.component, r.method, r.category, r.channel),
    lower(r.valid_during * p.valid_during), upper(r.valid_during * p.valid_during), pricing.fee_rule_json(r)
  FROM pricing.tenant_plan AS p
  JOIN pricing.pricing_plan AS g ON g.pricing_plan_id = p.pricing_plan_id
  CROSS JOIN LATERAL pricing.owned_fee_rule(NULL, p.pricing_plan_id) AS r
  WHERE r.valid_during && p.valid_during
  UNION ALL
  SELECT t.tenant_id, 'tenant', NULL, 'promotion', t.tenant_promotion_id, jsonb_strip_nulls(jsonb_build_object('schedule', nullif(t.schedule_code, ''))),
    lower(t.valid_during), upper(t.valid_during), jsonb_build_object('promotion', m.promotion_key, 'percent', trim_scale(m.rate / 100000.0)::text, 'budget', m.budget_minor)
  FROM pricing.tenant_promotion AS t
  JOIN pricing.promotion AS m ON m.promotion_id = t.promotion_id
  UNION ALL
  SELECT c.tenant_id, 'tenant', NULL, 'coupon_share', c.coupon_share_id, '{}', lower(c.valid_during), upper(c.valid_during),
    jsonb_build_object('platform_percent', trim_scale(c.platform_rate / 100000.0)::text)
  FROM pricing.coupon_share AS c;
COMMENT ON VIEW pricing.tenant_price IS 'What a tenant is charged, every version, past and future: its own rules, its plan''s while it is on it, promotions, coupon shares. Without the people behind them.';
GRANT SELECT ON pricing.tenant_price TO mg_app, mg_operator, mg_auditor;
