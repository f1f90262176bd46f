-- A tax invoice is a fact but for its state; so are its items.
CREATE OR REPLACE TRIGGER _100_keep_content BEFORE UPDATE OR DELETE ON billing.tax_invoice
  FOR EACH ROW EXECUTE FUNCTION billing.tg_tax_invoice__keep_content();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON billing.tax_invoice
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON billing.tax_invoice_item
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON billing.tax_invoice_item
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
-- A cancelled tax invoice lets its statements go.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON billing.tax_invoice_statement
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('billing.cancel_tax_invoice');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON billing.tax_invoice_statement
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON billing.deadline_alarm
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON billing.deadline_alarm
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
