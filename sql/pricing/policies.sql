SELECT core.protect_table('pricing.tenant_plan', 'tenant');
SELECT core.protect_table('pricing.tenant_fee_rule', 'tenant');
SELECT core.protect_table('pricing.tenant_promotion', 'tenant');
SELECT core.protect_table('pricing.coupon_share', 'tenant');
SELECT core.protect_table('pricing.pricing_change_request', 'platform');
SELECT core.protect_table('pricing.change_effect', 'platform');
