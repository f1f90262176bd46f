SELECT core.protect_table('ledger.transfer', 'tenant');
