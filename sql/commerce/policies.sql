SELECT core.protect_table('commerce.import_file', 'platform');
SELECT core.protect_table('commerce.payment_ref', 'internal');
SELECT core.protect_table('commerce.payment_event', 'branch');
