GRANT USAGE ON SCHEMA billing TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON billing.tax_profile, billing.tax_invoice, billing.tax_invoice_item, billing.tax_invoice_statement TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON billing.supplier, billing.deadline_alarm TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON billing.supplier, billing.tax_profile, billing.tax_invoice, billing.tax_invoice_statement TO mg_batch_owner;
GRANT SELECT, INSERT ON billing.tax_invoice_item, billing.deadline_alarm TO mg_batch_owner;
