SELECT core.protect_table('ledger.transfer', 'tenant');
SELECT core.protect_table('ledger.day_snapshot', 'tenant');
SELECT core.protect_table('ledger.opening', 'tenant');
SELECT core.protect_table('ledger.opening_line', 'tenant');
