-- Facts. Arguments name the routines that may change or delete rows nevertheless.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON commerce.payment_event
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON commerce.payment_event
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON commerce.payment_ref
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.undo_import');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON commerce.payment_ref
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
