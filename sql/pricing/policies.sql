SELECT core.protect_table('pricing.tenant_plan', 'tenant');
SELECT core.protect_table('pricing.tenant_fee_rule', 'tenant');
