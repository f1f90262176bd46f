SELECT core.protect_table('core.translation', 'tenant');
SELECT core.protect_table('core.idempotency_key', 'internal');
