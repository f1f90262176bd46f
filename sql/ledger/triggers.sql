-- Facts. A correction is a reversing transfer.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON ledger.transfer
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON ledger.transfer
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON ledger.opening
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON ledger.opening
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON ledger.opening_line
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON ledger.opening_line
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
