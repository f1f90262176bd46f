SELECT core.protect_table('billing.tax_profile', 'whole');
SELECT core.protect_table('billing.tax_invoice', 'whole');
SELECT core.protect_table('billing.tax_invoice_item', 'whole');
SELECT core.protect_table('billing.tax_invoice_statement', 'whole');
SELECT core.protect_table('billing.deadline_alarm', 'internal');
