DROP TABLE billing.deadline_alarm;
DROP TABLE billing.tax_invoice_statement;
DROP TABLE billing.tax_invoice_item;
DROP TABLE billing.tax_invoice;
DROP TABLE billing.tax_profile;
DROP TABLE billing.supplier;
DROP SCHEMA billing;
