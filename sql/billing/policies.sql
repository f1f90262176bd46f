SELECT core.protect_table('billing.tax_profile', 'tenant');
SELECT core.protect_table('billing.tax_invoice', 'tenant');
SELECT core.protect_table('billing.tax_invoice_item', 'tenant');
SELECT core.protect_table('billing.tax_invoice_statement', 'tenant');
SELECT core.protect_table('billing.deadline_alarm', 'internal');
