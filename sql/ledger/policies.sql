SELECT core.protect_table('ledger.transfer', 'tenant');
SELECT core.protect_table('ledger.day_snapshot', 'tenant');
