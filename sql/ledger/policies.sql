SELECT core.protect_table('ledger.transfer', 'whole');
SELECT core.protect_table('ledger.day_snapshot', 'whole');
SELECT core.protect_table('ledger.opening', 'whole');
SELECT core.protect_table('ledger.opening_line', 'whole');
