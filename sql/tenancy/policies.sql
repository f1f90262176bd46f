SELECT core.protect_table('tenancy.tenant_directory', 'platform');
SELECT core.protect_table('tenancy.tenant', 'tenant');
SELECT core.protect_table('tenancy.branch', 'branch');
