SELECT core.protect_table('settlement.terms', 'tenant');
SELECT core.protect_table('settlement.schedule', 'tenant');
SELECT core.protect_table('settlement.tenant_clock', 'tenant');
SELECT core.protect_table('settlement.statement', 'tenant');
SELECT core.protect_table('settlement.line', 'tenant');
SELECT core.protect_table('settlement.adjustment', 'tenant');
