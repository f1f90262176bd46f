DROP TABLE pricing.tenant_fee_rule;
DROP TABLE pricing.plan_fee_rule;
DROP TABLE pricing.tenant_plan;
DROP TABLE pricing.pricing_plan;
