GRANT USAGE ON SCHEMA pricing TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON pricing.pricing_plan, pricing.plan_fee_rule, pricing.tenant_plan, pricing.tenant_fee_rule,
  pricing.promotion, pricing.tenant_promotion, pricing.coupon_share TO mg_app, mg_operator, mg_auditor;
-- A plan that no period has used gives way to the next one.
GRANT DELETE ON pricing.tenant_plan TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE
  ON pricing.pricing_plan, pricing.plan_fee_rule, pricing.tenant_plan, pricing.tenant_fee_rule,
  pricing.promotion, pricing.tenant_promotion, pricing.coupon_share TO mg_batch_owner;
GRANT SELECT ON pricing.pricing_change_request, pricing.change_effect TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON pricing.pricing_change_request TO mg_batch_owner;
GRANT SELECT, INSERT ON pricing.change_effect TO mg_batch_owner;
-- A version that no settled capture falls under gives way to another one that begins on the same day.
GRANT DELETE ON pricing.tenant_fee_rule, pricing.plan_fee_rule TO mg_batch_owner;
